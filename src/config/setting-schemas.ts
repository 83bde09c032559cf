import { z } from 'zod';

/** 0: the system chooses. */
export const port = z.coerce.number().int().min(0).max(65535);

export const portRange = z
  .string()
  .regex(/^\d{1,5}-\d{1,5}$/, 'must look like 20000-29999')
  .transform((text) => {
    const [min, max] = text.split('-').map(Number) as [number, number];
    return { min, max };
  })
  .refine(({ min, max }) => min >= 1 && min <= max && max <= 65535, 'must be a range of ports, low end first');

export const onOff = z.enum(['on', 'off']).transform((text) => text === 'on');
