import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { addDays, startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import { type CatalogDeps, type ListedFile, stateOfDay, sumsOfDay, type TenantScope } from '../catalog/index.ts';
import type { FileContent, TreeFile } from './recording-tree.ts';
import { ViewCache, type ViewQuestion } from './view-cache.ts';

/** The manifests of a day, with what a scope may see of it now. */
export interface DayManifests {
  read(scope: TenantScope, day: WarsawDay): Promise<Readonly<Record<ManifestFormat, Buffer>>>;
}

/** A file that is made of what the database has. */
export interface View {
  readonly entry: TreeFile;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Its bytes, which nobody needs to keep. Fails where something of the day has changed since it was found. */
  read(): Promise<Buffer>;
}

interface DayViewsDeps {
  readonly catalog: CatalogDeps;
  readonly clock: Clock;
  /** Missing: days have no manifests. */
  readonly manifests?: DayManifests;
}

const SUMS = 'SHA256SUMS';
const MANIFEST_FORMATS = ['csv', 'json'] as const;
type ManifestFormat = (typeof MANIFEST_FORMATS)[number];
/** A sum in hexadecimal, two blanks, the line break: sha256sum(1). */
const SUMS_BYTES_PER_NAME = 64 + 2 + 1;

interface ViewPath {
  readonly day: WarsawDay;
  readonly name: string;
}

/** Whether a name in a day is none of a recording. */
export function isViewName({ day, name }: ViewPath): boolean {
  return name === SUMS || formatOf({ day, name }) !== undefined;
}

/** The recordings of a day as they are listed. */
export class ListedDay {
  readonly day: WarsawDay;
  sumsBytes = 0;
  newestStoredAt = 0;

  constructor(day: WarsawDay) {
    this.day = day;
  }

  get isEmpty(): boolean {
    return this.sumsBytes === 0;
  }

  add({ name, storedAt }: ListedFile): void {
    this.sumsBytes += SUMS_BYTES_PER_NAME + name.length;
    if (storedAt > this.newestStoredAt) this.newestStoredAt = storedAt;
  }
}

/**
 * What stands beside the recordings of a day: `SHA256SUMS`, and, once the day is over, the manifests that the daily push sends,
 * of what is kept now. Sizes are exact and the same until something of the day changes. They are dated by the recording that
 * was stored last.
 */
export class DayViews {
  readonly #deps: DayViewsDeps;
  readonly #manifests = new ViewCache<ManifestFormat>();
  readonly #sums = new ViewCache<typeof SUMS>();

  constructor(deps: DayViewsDeps) {
    this.#deps = deps;
  }

  /** The views of a day whose recordings were just listed. They come after these in the order of names. */
  async list(scope: TenantScope, listed: ListedDay): Promise<TreeFile[]> {
    const { day, sumsBytes, newestStoredAt } = listed;
    const sums = file(SUMS, sumsBytes, newestStoredAt);
    if (!this.#hasManifests(day)) return [sums];
    const state = await stateOfDay(this.#deps.catalog, scope, day);
    const facts = await this.#manifests.facts(this.#manifestsOf(scope, day, state.version));
    return [
      sums,
      ...MANIFEST_FORMATS.map((format) => file(nameOf(day, format), facts[format].sizeBytes, newestStoredAt)),
    ];
  }

  async stat(scope: TenantScope, path: ViewPath): Promise<TreeFile | null> {
    const { day, name } = path;
    if (formatOf(path) !== undefined) return (await this.find(scope, path))?.entry ?? null;
    const { files, nameBytes, newestStoredAt } = await stateOfDay(this.#deps.catalog, scope, day);
    return files === 0 ? null : file(name, files * SUMS_BYTES_PER_NAME + nameBytes, newestStoredAt);
  }

  async find(scope: TenantScope, path: ViewPath): Promise<View | null> {
    const { day, name } = path;
    const format = formatOf(path);
    if (format !== undefined && !this.#hasManifests(day)) return null;
    const { files, newestStoredAt, version } = await stateOfDay(this.#deps.catalog, scope, day);
    if (files === 0) return null;
    const found = { name, modifiedAt: newestStoredAt };
    return format === undefined
      ? viewOf(this.#sums, this.#sumsOf(scope, day, version), { ...found, key: SUMS })
      : viewOf(this.#manifests, this.#manifestsOf(scope, day, version), { ...found, key: format });
  }

  /** Names relative to the day, so that `sha256sum -c SHA256SUMS` works in its folder. */
  #sumsOf(scope: TenantScope, day: WarsawDay, version: string): ViewQuestion<typeof SUMS> {
    const make = async () => {
      const lines: string[] = [];
      for await (const { sha256, name } of sumsOfDay(this.#deps.catalog, scope, day)) {
        lines.push(`${sha256.toString('hex')}  ${name}\n`);
      }
      return { [SUMS]: Buffer.from(lines.join('')) };
    };
    return { tenantId: scope.tenantId, key: keyOf(scope, day), version, make };
  }

  #manifestsOf(scope: TenantScope, day: WarsawDay, version: string): ViewQuestion<ManifestFormat> {
    const make = () => this.#deps.manifests!.read(scope, day);
    return { tenantId: scope.tenantId, key: keyOf(scope, day), version, make };
  }

  /** As the push makes them: of days that are over. */
  #hasManifests(day: WarsawDay): boolean {
    return this.#deps.manifests !== undefined && startOfWarsawDay(addDays(day, 1)) <= this.#deps.clock.now();
  }
}

function nameOf(day: WarsawDay, format: ManifestFormat): string {
  return `manifest_${day}.${format}`;
}

function formatOf({ day, name }: ViewPath): ManifestFormat | undefined {
  return MANIFEST_FORMATS.find((format) => name === nameOf(day, format));
}

function keyOf({ tenantId, numbers }: TenantScope, day: WarsawDay): string {
  const limit = numbers === null ? '' : createHash('sha256').update(JSON.stringify(numbers)).digest('base64');
  return `${tenantId} ${day} ${limit}`;
}

function file(name: string, sizeBytes: number, modifiedAt: number): TreeFile {
  return { kind: 'file', name, sizeBytes, modifiedAt };
}

/** A view that has been found. Who holds it, as an open handle or for the next range of it, holds none of its bytes. */
async function viewOf<Key extends string>(
  cache: ViewCache<Key>,
  question: ViewQuestion<Key>,
  { name, modifiedAt, key }: { readonly name: string; readonly modifiedAt: number; readonly key: Key },
): Promise<View> {
  const { sizeBytes, sha256 } = (await cache.facts(question))[key];
  const read = async () => {
    const { facts, contents } = await cache.made(question);
    if (facts[key].sha256 === sha256) return contents[key];
    throw new AppError('recording-unreadable', 'the day has changed since its view was found');
  };
  return { entry: file(name, sizeBytes, modifiedAt), sha256, read };
}

/** Pieces as large as those of a recording. */
const PIECE_BYTES = 256 * 1024;

export function bufferContent(bytes: Buffer): FileContent {
  let at = 0;
  return {
    read: async () => {
      if (at >= bytes.length) return null;
      const piece = bytes.subarray(at, at + PIECE_BYTES);
      at += piece.length;
      return piece;
    },
    close: () => undefined,
  };
}
