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

// Code that is wider than the window can be moved with the arrow keys once it has the focus.
window.addEventListener('load', () => {
  for (const code of document.querySelectorAll('main pre > code')) {
    if (code.scrollWidth > code.clientWidth || code.scrollHeight > code.clientHeight) code.tabIndex = 0;
  }
});
