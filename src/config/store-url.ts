import { z } from 'zod';

/** The address of a store's server; empty: none. It is named in messages and logs, so it has no password. */
export function storeUrl(example: string) {
  return z.union([
    z.literal(''),
    z
      .url({ protocol: /^https?$/, error: `must look like ${example}` })
      .refine(hasNoLogin, { error: 'must have no user and password: there are settings for these' }),
  ]);
}

function hasNoLogin(text: string): boolean {
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
