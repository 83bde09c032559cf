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
import type { Texts } from '../pl.ts';
import type { pages as polish } from '../pl/of-pages.ts';

export const pages: Texts<typeof polish> = {
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
