import { dataPeriods } from '../../src/compose/data-periods.ts';
import { loadConfig } from '../../src/config/index.ts';

/** For how long personal data is kept where nothing is set. */
export const DEFAULT_PERIODS = dataPeriods(loadConfig({}));
