import { defineConfig, type OxlintOverride } from 'oxlint';

/**
 * Import direction: a module may import only modules named before it in this list, and enters them by
 * their `index.ts`. `base` is the exception: each of its files is one concept and is imported by name. A second door stands for those
 * who would pay for the rest of the module without using it: `in-threads.ts` for worker threads, each of which loads it again, and
 * `at-start.ts` for what a start needs before it loads the roles.
 */
const LAYERS = [
  'base',
  'wire',
  'config',
  'platform',
  'recording',
  'audit',
  'branding',
  'tenants',
  'calls',
  'mail',
  'spool',
  'capture',
  'encoding',
  'archive',
  'retention',
  'billing',
  'catalog',
  'statistics',
  'live',
  'notes',
  'test-caller',
  'intake',
  'file-access',
  'delivery',
  'timeline',
  'evidence',
  'rodo',
  'listening-grants',
  'share-links',
  'call-notices',
  'jobs',
  'service-state',
  'api',
  'compose',
  'cli',
];

/** Layers made of several modules: each a sub-folder, entered by its `index.ts`, or a single file (`platform/clock.ts`). */
const NESTED = ['wire', 'platform', 'delivery'];

const upwards = (layer: string) => ({
  regex: `^(\\.\\./)+(${LAYERS.slice(LAYERS.indexOf(layer) + 1).join('|')})/`,
  message: `Imports run downward: ${layer} may import only ${LAYERS.slice(0, LAYERS.indexOf(layer)).join(', ') || 'nothing'}.`,
});

const FLAT = LAYERS.filter((layer) => layer !== 'base' && !NESTED.includes(layer));
const sideDoors = [
  {
    regex: `^(\\.\\./)+(${FLAT.join('|')})/(?!(index|in-threads|at-start)\\.ts$)`,
    message: 'Enter a module by its index.ts.',
  },
  { regex: `^(\\.\\./)+(${NESTED.join('|')})/[^/]+/(?!index\\.ts$)`, message: 'Enter a module by its index.ts.' },
];

const PLUGINS = ['typescript', 'import', 'unicorn', 'oxc', 'node'] as const;

export default defineConfig({
  plugins: [...PLUGINS],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true },
  ignorePatterns: ['dist', 'data', 'panel/dist', '**/*.generated.*'],
  rules: {
    'import/no-cycle': 'error',
    // Two subjects in one file are two files.
    'max-lines': ['warn', { max: 400 }],
    'import/no-unassigned-import': 'off',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'off',
    'no-await-in-loop': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/no-unnecessary-type-parameters': 'off',
    'no-shadow': 'off',
    'no-restricted-globals': 'off',
  },
  overrides: [
    {
      files: ['panel/src/**'],
      plugins: [...PLUGINS, 'react'],
      // A hook after an early return breaks the page when the condition changes.
      rules: { 'react/rules-of-hooks': 'error' },
    },
    {
      files: ['panel/src/**'],
      excludeFiles: ['panel/src/ui/dialog.tsx'],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            paths: [{ name: '@mantine/core', importNames: ['Modal'], message: 'ui/dialog.tsx names its close button' }],
          },
        ],
      },
    },
    ...LAYERS.map(
      (layer): OxlintOverride => ({
        files: [`src/${layer}/**/*.ts`],
        rules: {
          'no-restricted-imports': [
            'error',
            { patterns: [...(layer === LAYERS.at(-1) ? [] : [upwards(layer)]), ...sideDoors] },
          ],
        },
      }),
    ),
    ...LAYERS.filter((layer) => layer !== 'config' && layer !== 'compose' && layer !== 'cli').map(
      (layer): OxlintOverride => ({
        files: [`src/${layer}/**/*.ts`],
        rules: { 'node/no-process-env': 'error' },
      }),
    ),
  ],
});
