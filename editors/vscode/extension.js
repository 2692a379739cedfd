// Starts `pomkb lsp` for TOML files; which of them hold rules the server knows.
const { workspace } = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

exports.activate = () => {
  const settings = workspace.getConfiguration('pomkb');
  const server = { command: settings.get('path'), args: ['lsp'] };
  client = new LanguageClient('pomkb', 'pomkb', server, {
    documentSelector: [{ language: 'toml' }],
    initializationOptions: { rules: settings.get('rules') },
  });
  return client.start();
};

exports.deactivate = () => client?.stop();
