import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { addDays, startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import { type CatalogDeps, type ListedFile, stateOfDay, sumsOfDay, type TenantScope } from '../catalog/index.ts';
import type { FileContent, TreeFile } from './recording-tree.ts';
import { ViewCache } from './view-cache.ts';

/** The manifests of a day, with what a scope may see of it now. */
export interface DayManifests {
  read(scope: TenantScope, day: WarsawDay): Promise<Readonly<Record<ManifestFormat, Buffer>>>;
}

/** A file that is made of what the database has. */
export interface View {
  readonly entry: TreeFile;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: Buffer;
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
  readonly #manifests = new ViewCache();

  constructor(deps: DayViewsDeps) {
    this.#deps = deps;
  }

  /** The views of a day whose recordings were just listed. They come after these in the order of names. */
  async list(scope: TenantScope, listed: ListedDay): Promise<TreeFile[]> {
    const { day, sumsBytes, newestStoredAt } = listed;
    const sums = file(SUMS, sumsBytes, newestStoredAt);
    if (!this.#hasManifests(day)) return [sums];
    const state = await stateOfDay(this.#deps.catalog, scope, day);
    const sizes = await this.#manifests.sizes(keyOf(scope, day), state.version, () => this.#make(scope, day));
    return [sums, ...MANIFEST_FORMATS.map((format) => file(nameOf(day, format), sizes[format], newestStoredAt))];
  }

  async stat(scope: TenantScope, path: ViewPath): Promise<TreeFile | null> {
    const { day, name } = path;
    const format = formatOf(path);
    if (format !== undefined && !this.#hasManifests(day)) return null;
    const { files, nameBytes, newestStoredAt, version } = await stateOfDay(this.#deps.catalog, scope, day);
    if (files === 0) return null;
    if (format === undefined) return file(name, files * SUMS_BYTES_PER_NAME + nameBytes, newestStoredAt);
    const sizes = await this.#manifests.sizes(keyOf(scope, day), version, () => this.#make(scope, day));
    return file(name, sizes[format], newestStoredAt);
  }

  async find(scope: TenantScope, path: ViewPath): Promise<View | null> {
    const { day, name } = path;
    const format = formatOf(path);
    if (format === undefined) return this.#sums(scope, day);
    if (!this.#hasManifests(day)) return null;
    const { files, newestStoredAt, version } = await stateOfDay(this.#deps.catalog, scope, day);
    if (files === 0) return null;
    const contents = await this.#manifests.contents(keyOf(scope, day), version, () => this.#make(scope, day));
    return view(name, contents[format], newestStoredAt);
  }

  /** Names relative to the day, so that `sha256sum -c SHA256SUMS` works in its folder. */
  async #sums(scope: TenantScope, day: WarsawDay): Promise<View | null> {
    const listed = new ListedDay(day);
    const lines: string[] = [];
    for await (const each of sumsOfDay(this.#deps.catalog, scope, day)) {
      listed.add(each);
      lines.push(`${each.sha256.toString('hex')}  ${each.name}\n`);
    }
    return listed.isEmpty ? null : view(SUMS, Buffer.from(lines.join('')), listed.newestStoredAt);
  }

  /** As the push makes them: of days that are over. */
  #hasManifests(day: WarsawDay): boolean {
    return this.#deps.manifests !== undefined && startOfWarsawDay(addDays(day, 1)) <= this.#deps.clock.now();
  }

  #make(scope: TenantScope, day: WarsawDay): Promise<Readonly<Record<ManifestFormat, Buffer>>> {
    return this.#deps.manifests!.read(scope, day);
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

function view(name: string, bytes: Buffer, modifiedAt: number): View {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { entry: file(name, bytes.length, modifiedAt), sha256, bytes };
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
