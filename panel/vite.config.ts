import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { apiDocs } from './build/api-docs.ts';
import { compressedFiles } from './build/compressed-files.ts';
import { helpPages } from './build/help-pages.ts';
import { usedStyles } from './build/used-styles.ts';

/** Where `vite dev` finds the API; the built panel is served by the API itself. */
const API_IN_DEVELOPMENT = 'http://127.0.0.1:8080';

/** The modules of the sign-in page. */
const FORMS =
  /[\\/]components[\\/](Input|InputBase|PasswordInput|TextInput|Paper|Stack|Anchor|ActionIcon|Group)[\\/]|sign-in-frame|logo|language-switch|ui[\\/]icon|security[\\/]passkey\.ts/;
/** The state of all other forms. */
const FORM_STATE = /@mantine[\\/]form|klona|fast-deep-equal/;
/** Not what has texts in it that only some pages load. */
const NOT_OF_LATER_TEXTS = /^(?!.*(audit[\\/]event-text|i18n[\\/]))/;
/** Of the pages that list recordings: the operator's pages do without them, and without the dates of legal holds. */
const RECORDINGS = /src[\\/](calls[\\/](legal-hold|recording-cell|recording-state|row-keys)|share[\\/]|timeline[\\/])/;
const DATES = /@mantine[\\/]dates|dayjs|date-input/;

/** The page of a link to a recording has its few rules in itself: it does without the panel's style sheet. */
const sharePageWithoutStyles: Plugin = {
  name: 'share-page-without-styles',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { path }) =>
      path.endsWith('/share.html') ? html.replaceAll(/<link rel="stylesheet"[^>]*>\s*/g, '') : html,
  },
};

/** What the page of a link to a recording shares with the panel. */
const BASE =
  /node_modules[\\/](react|react-dom|scheduler)[\\/]|src[\\/](format[\\/](?!numbers)|i18n[\\/]language)|vite[\\/]|\0/;

export default defineConfig({
  plugins: [react(), sharePageWithoutStyles, usedStyles(), apiDocs(), helpPages(), compressedFiles()],
  build: {
    // Inlined assets would be data: URIs, which the content security policy does not allow.
    assetsInlineLimit: 0,
    // Every browser that knows the panel's other features knows this one.
    modulePreload: { polyfill: false },
    // One style sheet: the order of its rules must not depend on the page that is opened first.
    cssCodeSplit: false,
    chunkSizeWarningLimit: 1024,
    rolldownOptions: {
      input: ['index.html', 'share.html'],
      output: {
        codeSplitting: {
          // Each page is a chunk. What the first load always needs is one file, what the sign-in page and most forms share is
          // another, then dates, then what most pages share: without these groups a page would be loaded as 50 small files.
          groups: [
            // What the page of a link to a recording needs beside itself: it must not load the panel's start.
            { name: 'base', test: BASE, priority: 6 },
            { name: 'numbers', test: /src[\\/]format[\\/]numbers/, priority: 6 },
            { name: 'share-page', test: /src[\\/]share-page[\\/]|[\\/]share\.html/, priority: 5 },
            { name: 'start', tags: ['$initial'], priority: 4 },
            { name: 'forms', test: FORMS, minShareCount: 2, priority: 3 },
            { name: 'form-state', test: FORM_STATE, priority: 3 },
            { name: 'polish', test: /i18n[\\/]pl\.ts/, priority: 3 },
            { name: 'polish-pages', test: /i18n[\\/]pl[\\/]of-pages/, priority: 2 },
            { name: 'polish-operator', test: /i18n[\\/]pl[\\/]of-operator/, priority: 2 },
            { name: 'dates', test: DATES, priority: 2, includeDependenciesRecursively: false },
            {
              name: 'recordings',
              test: RECORDINGS,
              minShareCount: 3,
              priority: 2,
              includeDependenciesRecursively: false,
            },
            {
              name: 'shared',
              test: NOT_OF_LATER_TEXTS,
              minShareCount: 4,
              priority: 1,
              includeDependenciesRecursively: false,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': API_IN_DEVELOPMENT } },
});
