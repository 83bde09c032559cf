import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `vite dev` finds the API; the built panel is served by the API itself. */
const API_IN_DEVELOPMENT = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  // Inlined assets would be data: URIs, which the content security policy does not allow.
  build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 1024 },
  server: { proxy: { '/api': API_IN_DEVELOPMENT } },
});
