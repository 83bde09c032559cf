import type { Config } from '../../config/index.ts';
import { loadMappings } from '../../intake/index.ts';
import { type CheckResult, errorText, passed, problem } from './check-result.ts';

/** The operator's file of vendors' metadata can be read. */
export function checkMappings({ siprecMappings: path }: Config): CheckResult {
  try {
    const mappings = loadMappings(path);
    return passed('siprec mappings', `${path === '' ? 'none of your own' : path}; ${mappings.length} in all`);
  } catch (error) {
    return problem(
      'siprec mappings',
      errorText(error),
      'Correct the file, or empty FONOTEKA_SIPREC_MAPPINGS. The recorder does not start.',
    );
  }
}
