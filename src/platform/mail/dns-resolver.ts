import { Resolver } from 'node:dns/promises';

/** A DNS server that takes longer, twice, does not answer: what hangs on it is not known. */
const TIMEOUT = { timeout: 3_000, tries: 2 };

/** Asks the machine's DNS servers, for judging mails. Rejects with Node's DNS errors. */
export function createDnsResolver(): (name: string, type: string) => Promise<string[][] | string[]> {
  const resolver = new Resolver(TIMEOUT);
  return (name, type) => resolver.resolve(name, type) as Promise<string[][] | string[]>;
}
