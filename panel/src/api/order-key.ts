import { useState } from 'react';

/**
 * The order key of each request that a dialog may send: pressing twice, or sending again after a lost answer, orders once; another
 * request is another order.
 */
export class OrderKeys {
  readonly #keys = new Map<string, string>();

  of(request: object): string {
    const content = JSON.stringify(request);
    const key = this.#keys.get(content) ?? newOrderKey();
    this.#keys.set(content, key);
    return key;
  }
}

/** The key of the request that the dialog shows now. */
export function useOrderKey(request: object): string {
  const [keys] = useState(() => new OrderKeys());
  return keys.of(request);
}

/**
 * A new random key (UUID version 4) for what a person is about to confirm: sent twice with it, an order is made once.
 * By `getRandomValues`, because browsers have `randomUUID` on secure origins only and a panel may be on plain HTTP.
 */
export function newOrderKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
