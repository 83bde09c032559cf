import { join } from 'node:path';
import { programFolder } from '../platform/program.ts';

/** The built panel: beside `src` in a clone, above `dist` when compiled. */
export function panelFolder(): string {
  return join(programFolder(), 'panel', 'dist');
}
