import { expect, it } from 'vitest';
import openApi from '../../../docs/openapi.json?raw';
import { en } from './en.ts';
import { pl } from './pl.ts';

interface Operation {
  'x-access': unknown;
  responses: Record<string, { description: string }>;
}

const document = JSON.parse(openApi) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: { Problem: { properties: { code: { enum: string[] } } } } };
};

/** The panel meets none of these: a new code of the catalogue gets a text, or stands here. */
const NOT_SHOWN = {
  ofKeys: ['api-key-invalid', 'api-key-not-allowed', 'tenant-not-of-source'],
  ofReportedCalls: ['media-type-not-supported'],
  ofFilesBroughtIn: [
    'file-not-described',
    'sidecar-invalid',
    'sidecar-without-audio',
    'file-template-invalid',
    'file-not-regular',
    'file-changed',
    'file-unreadable',
    'file-being-written',
    'retention-over',
  ],
  ofTheAudioElement: ['range-not-satisfiable'],
  ofCommandsAndStarts: [
    'clock-not-trusted',
    'retention-incomplete',
    'audit-chain-broken',
    'destruction-log-key-missing',
    'destruction-log-unsound',
    'config-invalid',
    'database-cannot-start',
    'database-not-set-up',
    'database-foreign',
    'schema-behind',
    'schema-too-new',
    'migration-blocked',
    'recorder-running',
    'service-not-running',
    'call-not-recorded',
    'data-folder-in-use',
    'data-folder-not-lockable',
    'spool-unwritable',
    'spool-unreadable',
    'sftp-host-keys-unreadable',
    'storage-not-mounted',
    'public-address-unknown',
    'recorder-lease-lost',
    'port-taken',
  ],
};

const codes = document.components.schemas.Problem.properties.code.enum;

it.each([
  ['Polish', pl],
  ['English', en],
])('every error code that the panel can meet has a %s text', (_, { problems }) => {
  const notShown = Object.values(NOT_SHOWN).flat();
  expect(codes.filter((code) => !(code in problems) && !notShown.includes(code))).toEqual([]);
});

it('only those of keys, of uploads and of the audio element are left out of what the API documents for people', () => {
  const documented = Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .filter((operation) => operation['x-access'] !== 'source')
    .flatMap(({ responses }) => Object.values(responses))
    .flatMap(({ description }) => [...description.matchAll(/`([a-z-]+)`: /g)].map(([, code]) => code!));
  expect(documented).toContain('own-address-excluded');
  expect(NOT_SHOWN.ofCommandsAndStarts.filter((code) => documented.includes(code))).toEqual([]);
});
