/* global SwaggerUIBundle */
const description = await (await fetch('/api/openapi.json')).json();
// Requests are made with the key that was entered, never as whoever is signed in to the panel in this browser.
delete description.components.securitySchemes.session;

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
