import { createHash } from 'node:crypto';
import type { TenantId } from '../base/ids.ts';
import { Turns } from './turns.ts';

/** What is asked for: the views of a day as a scope may see it, at a version of the day. */
export interface ViewQuestion<Name extends string> {
  readonly tenantId: TenantId;
  /** Of the tenant, the day and the scope. */
  readonly key: string;
  readonly version: string;
  readonly make: () => Promise<Contents<Name>>;
}

type Contents<Name extends string> = Readonly<Record<Name, Buffer>>;

interface ViewFacts {
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

interface Made<Name extends string> {
  readonly version: string;
  readonly facts: Readonly<Record<Name, ViewFacts>>;
  readonly contentBytes: number;
  /** Null: forgotten. */
  contents: Contents<Name> | null;
}

interface MadeNow<Name extends string> extends Made<Name> {
  readonly contents: Contents<Name>;
}

/** Days whose facts are remembered, about 500 bytes each: years of a hundred tenants. Forgotten ones are made again. */
const MAX_DAYS = 50_000;
/** Contents remembered, so that who lists a day and then fetches its manifests has them made once. */
const MAX_CONTENT_BYTES = 64 * 1024 * 1024;

/**
 * Views of days: what is known of them, and the contents of the last ones. One is made at a time: those of a large day take memory;
 * tenants have their turns.
 */
export class ViewCache<Name extends string> {
  /** The oldest first. */
  readonly #made = new Map<string, Made<Name>>();
  readonly #withContents = new Set<Made<Name>>();
  #contentBytes = 0;
  readonly #making = new Map<string, Promise<MadeNow<Name>>>();
  readonly #turns = new Turns<TenantId>();

  async facts(question: ViewQuestion<Name>): Promise<Readonly<Record<Name, ViewFacts>>> {
    const known = this.#made.get(question.key);
    return known?.version === question.version ? known.facts : (await this.#make(question)).facts;
  }

  /** With its contents. */
  async made(question: ViewQuestion<Name>): Promise<MadeNow<Name>> {
    const known = this.#made.get(question.key);
    const contents = known?.version === question.version ? known.contents : null;
    return known !== undefined && contents !== null ? { ...known, contents } : this.#make(question);
  }

  /** Who asks for the same meanwhile gets the same. */
  #make({ tenantId, key, version, make }: ViewQuestion<Name>): Promise<MadeNow<Name>> {
    const question = `${key} ${version}`;
    const running = this.#making.get(question);
    if (running !== undefined) return running;
    const made = this.#turns.run(tenantId, async () => {
      try {
        return this.#remember(key, describe(version, await make()));
      } finally {
        this.#making.delete(question);
      }
    });
    this.#making.set(question, made);
    return made;
  }

  #remember(key: string, made: MadeNow<Name>): MadeNow<Name> {
    this.#forget(key);
    if (this.#made.size === MAX_DAYS) this.#forget(this.#made.keys().next().value!);
    const remembered: Made<Name> = { ...made };
    this.#made.set(key, remembered);
    this.#withContents.add(remembered);
    this.#contentBytes += remembered.contentBytes;
    for (const oldest of this.#withContents) {
      if (this.#contentBytes <= MAX_CONTENT_BYTES) break;
      this.#forgetContents(oldest);
    }
    return made;
  }

  #forget(key: string): void {
    const made = this.#made.get(key);
    if (made === undefined) return;
    this.#forgetContents(made);
    this.#made.delete(key);
  }

  #forgetContents(made: Made<Name>): void {
    if (!this.#withContents.delete(made)) return;
    this.#contentBytes -= made.contentBytes;
    made.contents = null;
  }
}

function describe<Name extends string>(version: string, contents: Contents<Name>): MadeNow<Name> {
  const named = Object.entries<Buffer>(contents).map(([name, bytes]) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return [name, { sizeBytes: bytes.length, sha256 }] as const;
  });
  const facts = Object.fromEntries(named) as Record<Name, ViewFacts>;
  const contentBytes = named.reduce((sum, [, { sizeBytes }]) => sum + sizeBytes, 0);
  return { version, facts, contentBytes, contents };
}
