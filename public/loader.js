// The only script that the page names. It sets the Trusted Types policy before anything else runs, and then
// starts the console. The names of the two files come from the page, so that they can carry content hashes.
const refused = /<\s*(script|iframe|object|embed|base|meta|link|style)\b|\son[a-z]+\s*=|srcdoc\s*=|(javascript|data|vbscript)\s*:|&#/i;
globalThis.trustedTypes?.createPolicy('default', {
  createHTML(html) {
    if (refused.test(html)) throw new TypeError('refused HTML');
    return html;
  },
});

// A one-time code arrives in the fragment, which browsers never send; it moves into the form and out of sight.
const code = document.querySelector('input#code');
if (code && location.hash.length > 1) {
  const parts = new URLSearchParams(location.hash.slice(1));
  code.value = parts.get('token') ?? decodeURIComponent(location.hash.slice(1));
  const reference = document.querySelector('input#reference');
  if (reference) reference.value = parts.get('reference') ?? '';
  history.replaceState(history.state, '', location.pathname + location.search);
}

const { js, wasm } = document.documentElement.dataset;
if (js && wasm) {
  // The page is whole without it, so it is painted first; a tab in the background is not.
  if (!document.hidden) await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  const module_or_path = fetch(wasm);
  const { default: init, hydrate } = await import(js);
  await init({ module_or_path });
  await hydrate();
  document.documentElement.dataset.live = '';
}
