import { billing, services } from './account.ts';
import { audit } from './audit.ts';
import { prices } from './prices.ts';
import { fileAccess } from './file-access.ts';
import { phoneBook } from './history.ts';
import { keys } from './keys.ts';
import { callNotices } from './call-notices.ts';
import { rules } from './rules.ts';
import { listening } from './listening.ts';
import { live } from './live.ts';
import { people } from './people.ts';
import { personalData } from './privacy.ts';
import { push } from './push.ts';
import { rodo } from './rodo.ts';
import { simulation } from './simulation.ts';
import { statistics } from './statistics.ts';

/** The texts of the customers' pages except for the history and what is around every page. */
export const pages = {
  audit,
  billing,
  services,
  prices,
  fileAccess,
  phoneBook,
  keys,
  rules,
  callNotices,
  listening,
  live,
  people,
  personalData,
  push,
  rodo,
  simulation,
  statistics,
};
