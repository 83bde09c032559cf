import { isIP } from 'node:net';
import { z } from 'zod';

/** 0: the system chooses. */
export const port = z.coerce.number().int().min(0).max(65535);

/** Empty, as null: none. */
export const optionalPort = z.union([z.literal('').transform(() => null), port]);

export const portRange = z
  .string()
  .regex(/^\d{1,5}-\d{1,5}$/, 'must look like 20000-29999')
  .transform((text) => {
    const [min, max] = text.split('-').map(Number) as [number, number];
    return { min, max };
  })
  .refine(({ min, max }) => min >= 1 && min <= max && max <= 65535, 'must be a range of ports, low end first');

/** Without slashes at its ends. */
export const withoutSlashes = z.string().transform((text) => text.replaceAll(/^\/+|\/+$/g, ''));

export const onOff = z.enum(['on', 'off']).transform((text) => text === 'on');

/** Names or addresses, separated by commas. */
export const list = z.string().transform((text) => text.split(',').flatMap((entry) => entry.trim() || []));

/** Addresses and networks, separated by commas. */
export const networkList = list.refine(
  (networks) => networks.every(isNetwork),
  'must be addresses or networks, as 127.0.0.1 or 10.0.0.0/8',
);

function isNetwork(text: string): boolean {
  const [address = '', prefix = '0', ...rest] = text.split('/');
  const bits = [0, 0, 0, 0, 32, 0, 128][isIP(address)]!;
  return rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits && bits > 0;
}

/** Connections at once. */
export const count = z.coerce.number().int().min(1).max(100_000);
