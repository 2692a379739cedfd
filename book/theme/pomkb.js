// What mdBook leaves out for those who use no mouse, or do not see the page.

// The sign that folds the list of pages is a label: it becomes a button.
(() => {
  const toggle = document.getElementById('mdbook-sidebar-toggle');
  if (!toggle) return;
  toggle.setAttribute('role', 'button');
  toggle.tabIndex = 0;
  toggle.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    toggle.click();
  });
})();

// Colours for symptoms: in blocks of their own, and in the texts of rule files.
(() => {
  if (!window.hljs) return;
  const escaped = { begin: /\\./ };
  hljs.registerLanguage('symptom', () => ({
    keywords: {
      $pattern: /[A-Za-z_][\w-]*/,
      keyword:
        'let sequence all count without within lines by sharing times from to for first last record match ' +
        'and or not exists contains starts ends with in',
      literal: 'true false null trace debug info warning error fatal',
    },
    contains: [
      { className: 'comment', begin: /(^|\s)#/, end: /$/ },
      { className: 'string', begin: /"/, end: /"/, contains: [escaped] },
      { className: 'regexp', begin: /\//, end: /\/[is]*/, contains: [escaped] },
      { className: 'number', begin: /\b\d+(\.\d+)?(ns|us|ms|s|m|h|d)?\b/ },
      // What is tested is a field, whatever it is called.
      { className: 'attr', begin: /[A-Za-z_][\w.-]*(?=\s*(==|!=|<|>|~|(contains|starts|ends|in)\b))/ },
    ],
  }));
  for (const block of document.querySelectorAll('code.language-symptom')) hljs.highlightBlock(block);
  for (const text of document.querySelectorAll('code.language-toml .hljs-string')) {
    const before = `${text.previousElementSibling?.textContent ?? ''}${text.previousSibling?.textContent ?? ''}`;
    const [quote] = /^(?:'''|')/.exec(text.textContent) ?? [];
    if (!quote || !/\b(symptom|when)\s*=\s*$/.test(before)) continue;
    const inner = document.createElement('span');
    // Made of the text by the library, which escapes it.
    inner.innerHTML = hljs.highlight('symptom', text.textContent.slice(quote.length, -quote.length)).value;
    text.replaceChildren(quote, inner, quote);
    text.className = '';
  }
})();

// Code that is wider than the window can be moved with the arrow keys once it has the focus.
window.addEventListener('load', () => {
  for (const code of document.querySelectorAll('main pre > code')) {
    if (code.scrollWidth > code.clientWidth || code.scrollHeight > code.clientHeight) code.tabIndex = 0;
  }
});
