import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `vite dev` finds the API; the built panel is served by the API itself. */
const API_IN_DEVELOPMENT = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    // Inlined assets would be data: URIs, which the content security policy does not allow.
    assetsInlineLimit: 0,
    // One style sheet: the order of its rules must not depend on the page that is opened first.
    cssCodeSplit: false,
    chunkSizeWarningLimit: 1024,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Each page is a chunk. What the first load always needs is one file, what most pages share is another: without
          // these groups a page would be loaded as 50 small files.
          groups: [
            { name: 'start', tags: ['$initial'], priority: 3 },
            { name: 'shared', minShareCount: 4, priority: 2 },
            { name: 'dates', test: /@mantine[\\/]dates|dayjs/, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': API_IN_DEVELOPMENT } },
});
