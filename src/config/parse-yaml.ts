import { createRequire } from 'node:module';

const requireHere = createRequire(import.meta.url);
/** Few installations have a file to read, and the library is seventy modules: the first one loads it. Where it is missing, nothing starts. */
const LIBRARY = requireHere.resolve('yaml');

/** Throws an error that says where the text is wrong. */
export function parseYaml(text: string): unknown {
  return (requireHere(LIBRARY) as typeof import('yaml')).parse(text);
}
