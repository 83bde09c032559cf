/* global SwaggerUIBundle */
const description = await (await fetch('/api/openapi.json')).json();
// Requests are made with the key that was entered, never as whoever is signed in to the panel in this browser.
delete description.components.securitySchemes.session;

document.documentElement.classList.toggle('dark-mode', isDark());

SwaggerUIBundle({
  spec: description,
  dom_id: '#api',
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  filter: true,
  // It would be sent to another host.
  validatorUrl: null,
  requestInterceptor: (request) => Object.assign(request, { credentials: 'omit' }),
});

/** As the panel looks in this browser; where it follows the system, as that. */
function isDark() {
  const chosen = localStorage.getItem('mantine-color-scheme-value');
  return chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
}
