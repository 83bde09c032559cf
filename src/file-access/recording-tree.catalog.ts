import { Readable } from 'node:stream';
import { type AudioSources, openAudio } from '../archive/index.ts';
import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import { startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import { type Catalog, type CatalogFile, type TenantScope, type TreePeriod, wholeTenant } from '../catalog/index.ts';
import type { RecordingTree, TreeEntry, TreeFile, TreeFolder } from './recording-tree.ts';
import { type TreePlace, treePlace } from './tree-place.ts';

export interface TreeSources extends AudioSources {
  readonly catalog: Catalog;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** Whose tree it is, and who looks at it: what the audit log says of each download. */
export interface TreeViewer {
  readonly tenantId: TenantId;
  /** The FTP login. */
  readonly login: string;
  /** The client's IP address. */
  readonly address: string;
}

/** What lies in a folder: the root holds years, a day holds files. */
const PERIOD_INSIDE: Readonly<Record<'root' | 'year' | 'month', TreePeriod>> = {
  root: 'year',
  year: 'month',
  month: 'day',
};

/** The tree of one tenant over the catalog and the object store. */
export function createRecordingTree(sources: TreeSources, viewer: TreeViewer): RecordingTree {
  return new CatalogTree(sources, viewer);
}

class CatalogTree implements RecordingTree {
  readonly #sources: TreeSources;
  readonly #viewer: TreeViewer;
  readonly #scope: TenantScope;
  readonly #madeAt: number;

  constructor(sources: TreeSources, viewer: TreeViewer) {
    this.#sources = sources;
    this.#viewer = viewer;
    this.#scope = wholeTenant(viewer.tenantId);
    this.#madeAt = sources.clock.now();
  }

  get tenantId(): TenantId {
    return this.#viewer.tenantId;
  }

  async stat(path: string): Promise<TreeEntry | null> {
    const place = treePlace(path);
    if (place === null) return null;
    switch (place.kind) {
      case 'root':
        return { kind: 'folder', name: '', modifiedAt: this.#madeAt };
      case 'file': {
        const file = await this.#find(place);
        return file === null ? null : fileEntry(file);
      }
      default: {
        const [firstDay] = await this.#sources.catalog.periodsWithRecordings(this.#scope, place.kind, place.days);
        return firstDay === undefined ? null : folderEntry(place.kind, firstDay);
      }
    }
  }

  async *list(path: string): AsyncGenerator<TreeEntry> {
    const place = treePlace(path);
    if (place === null || place.kind === 'file') return;
    const { catalog } = this.#sources;
    if (place.kind === 'day') {
      for await (const file of catalog.filesOfDay(this.#scope, place.days.first)) yield fileEntry(file);
      return;
    }
    const period = PERIOD_INSIDE[place.kind];
    for (const firstDay of await catalog.periodsWithRecordings(this.#scope, period, place.days)) {
      yield folderEntry(period, firstDay);
    }
  }

  async open(path: string, start: number): Promise<Readable | null> {
    const place = treePlace(path);
    const file = place?.kind === 'file' ? await this.#find(place) : null;
    if (file === null) return null;
    const content = await this.#content(file, start);
    try {
      await this.#noteDownload(file);
    } catch (error) {
      content.destroy();
      throw error;
    }
    return content;
  }

  #find({ day, name }: TreePlace & { kind: 'file' }): Promise<CatalogFile | null> {
    return this.#sources.catalog.fileOfDay(this.#scope, day, name);
  }

  async #content(file: CatalogFile, start: number): Promise<Readable> {
    return start >= file.sizeBytes ? Readable.from([]) : openAudio(this.#sources, file, { start });
  }

  async #noteDownload(file: CatalogFile): Promise<void> {
    const { tenantId, login, address } = this.#viewer;
    await this.#sources.audit.record({ tenantId, actor: login, action: 'ftp-download', subject: file.id, address });
  }
}

function fileEntry({ name, sizeBytes, storedAt }: CatalogFile): TreeFile {
  return { kind: 'file', name, sizeBytes, modifiedAt: storedAt };
}

/** A folder is dated by the first day in it that has a recording. */
function folderEntry(period: TreePeriod, firstDay: WarsawDay): TreeFolder {
  const [year, month, day] = firstDay.split('-') as [string, string, string];
  const name = { year, month, day }[period];
  return { kind: 'folder', name, modifiedAt: startOfWarsawDay(firstDay) };
}
