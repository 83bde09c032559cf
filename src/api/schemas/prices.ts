import { z } from 'zod';
import { UnixMs } from './instant.ts';
import { Grosze, VatPercent } from './money.ts';
import { Fee, PlanName, SubscribedService } from './service.ts';
import { WarsawDay } from './warsaw-day.ts';

/** 1 000 000 zł: more is a slip of the finger. */
const MAX_NET_GROSZE = 100_000_000;

const price = {
  service: SubscribedService,
  plan: PlanName.nullable().describe('Of the service `plan`; null for all others.'),
  fee: Fee,
  netGrosze: Grosze.min(0).max(MAX_NET_GROSZE),
  vatPercent: VatPercent,
  validFrom: WarsawDay,
};

export const NewPrice = z
  .strictObject(price)
  .refine(({ service, plan }) => (service === 'plan') === (plan !== null), {
    error: 'must name a plan',
    path: ['plan'],
  })
  .refine(({ service, fee }) => fee === 'monthly' || service === 'push', {
    error: 'only push has an activation fee',
    path: ['fee'],
  });

export const Price = z
  .object({ ...price, setBy: z.string().describe('A login, or what brought the price in.'), setAt: UnixMs })
  .meta({ id: 'Price' });

export const PriceList = z.object({ prices: z.array(Price).readonly() }).meta({ id: 'PriceList' });
