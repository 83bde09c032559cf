import { z } from 'zod';

/** An amount in grosze, an integer: 1 zł = 100 gr. */
export const Grosze = z.int();

export const Money = z.object({ netGrosze: Grosze, vatGrosze: Grosze, grossGrosze: Grosze }).meta({ id: 'Money' });

export const VatPercent = z.int().min(0).max(100);
