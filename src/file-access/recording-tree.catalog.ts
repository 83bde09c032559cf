import { Readable } from 'node:stream';
import { type AudioSources, openAudio } from '../archive/index.ts';
import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import { startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import {
  type CatalogDeps,
  type CatalogFile,
  fileOfDay,
  filesOfDay,
  periodsWithRecordings,
  type TenantScope,
  type TreePeriod,
  wholeTenant,
} from '../catalog/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type OpenAccess, tenantOfFtpLogin, verifyFtpLogin } from '../tenants/index.ts';
import type { FileContent, FoundFile, RecordingTree, TreeEntry, TreeFile, TreeFolder } from './recording-tree.ts';
import type { Authenticate } from './sign-in/sign-ins.ts';
import { type TreePath, readTreePath } from './tree-path.ts';

export interface TreeSources extends AudioSources {
  readonly catalog: CatalogDeps;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** Whose tree it is, and who reads it; each download is audited with this. */
interface TreeViewer {
  readonly tenantId: TenantId;
  /** The FTP login. */
  readonly login: string;
  /** The client's IP address. */
  readonly address: string;
}

/**
 * Opens a tenant's tree for the login and password of its FTP account; each attempt is audited. The session ends when they
 * are no longer valid.
 */
export function accountSignIn(
  db: Database,
  { access, ...sources }: TreeSources & { access: OpenAccess },
): Authenticate {
  return async ({ login, proof, client }) => {
    const { address } = client;
    const verified = proof.kind === 'password' ? await verifyFtpLogin(db, login, proof.password) : null;
    const tenantId = verified?.tenantId ?? (await tenantOfFtpLogin(db, login));
    // From a network that is not the tenant's, the right password is refused like a wrong one.
    const allowed = verified !== null && (await verified.isCurrent(address));
    await sources.audit.record({
      tenantId,
      // An unknown login is sometimes a password typed into the wrong field: it is not stored.
      actor: tenantId === null ? 'unknown' : login,
      action: allowed ? 'ftp-sign-in' : 'ftp-sign-in-failed',
      subject: null,
      address,
    });
    if (!allowed) return null;
    const forget = access.add({
      keys: [`ftp:${verified.tenantId}`, `tenant:${verified.tenantId}`],
      isValid: () => verified.isCurrent(address),
      end: () => client.end(),
    });
    client.closed.addEventListener('abort', forget, { once: true });
    // It may have changed while it was checked, before anybody listened.
    if (client.closed.aborted || !(await verified.isCurrent(address))) {
      forget();
      return null;
    }
    return new CatalogTree(sources, { tenantId: verified.tenantId, login, address });
  };
}

/** The tree of one tenant over the catalog and the object store. */
export class CatalogTree implements RecordingTree {
  readonly #sources: TreeSources;
  readonly #viewer: TreeViewer;
  readonly #scope: TenantScope;
  readonly #createdAt: number;

  constructor(sources: TreeSources, viewer: TreeViewer) {
    this.#sources = sources;
    this.#viewer = viewer;
    this.#scope = wholeTenant(viewer.tenantId);
    this.#createdAt = sources.clock.now();
  }

  get tenantId(): TenantId {
    return this.#viewer.tenantId;
  }

  async stat(path: string): Promise<TreeEntry | null> {
    const location = readTreePath(path);
    if (location === null) return null;
    switch (location.kind) {
      case 'root':
        return { kind: 'folder', name: '', modifiedAt: this.#createdAt };
      case 'file': {
        const file = await this.#find(location);
        return file === null ? null : fileEntry(file);
      }
      default: {
        const [firstDay] = await periodsWithRecordings(this.#sources.catalog, this.#scope, {
          period: location.kind,
          ...location.days,
        });
        return firstDay === undefined ? null : folderEntry(location.kind, firstDay);
      }
    }
  }

  async *list(path: string): AsyncGenerator<TreeEntry> {
    const location = readTreePath(path);
    if (location === null || location.kind === 'file') return;
    const { catalog } = this.#sources;
    if (location.kind === 'day') {
      for await (const file of filesOfDay(catalog, this.#scope, location.days.first)) yield fileEntry(file);
      return;
    }
    const period = PERIOD_INSIDE[location.kind];
    for (const firstDay of await periodsWithRecordings(catalog, this.#scope, { period, ...location.days })) {
      yield folderEntry(period, firstDay);
    }
  }

  async find(path: string): Promise<FoundFile | null> {
    const location = readTreePath(path);
    const file = location?.kind === 'file' ? await this.#find(location) : null;
    if (file === null) return null;
    return { entry: fileEntry(file), open: (start) => this.#open(file, start) };
  }

  async #open(file: CatalogFile, start: number): Promise<FileContent> {
    const content = await this.#content(file, start);
    try {
      await this.#auditDownload(file);
    } catch (error) {
      content.destroy();
      throw error;
    }
    return streamContent(content);
  }

  #find({ day, name }: TreePath & { kind: 'file' }): Promise<CatalogFile | null> {
    return fileOfDay(this.#sources.catalog, this.#scope, { day, name });
  }

  async #content(file: CatalogFile, start: number): Promise<Readable> {
    return start >= file.sizeBytes ? Readable.from([]) : openAudio(this.#sources, file, { start });
  }

  async #auditDownload(file: CatalogFile): Promise<void> {
    const { tenantId, login, address } = this.#viewer;
    await this.#sources.audit.record({ tenantId, actor: login, action: 'ftp-download', subject: file.id, address });
  }
}

/** What a folder holds: the root holds years, a day holds files. */
const PERIOD_INSIDE: Readonly<Record<'root' | 'year' | 'month', TreePeriod>> = {
  root: 'year',
  year: 'month',
  month: 'day',
};

function fileEntry({ name, sizeBytes, storedAt }: CatalogFile): TreeFile {
  return { kind: 'file', name, sizeBytes, modifiedAt: storedAt };
}

/** A folder is dated by the first day in it that has a recording. */
function folderEntry(period: TreePeriod, firstDay: WarsawDay): TreeFolder {
  const [year, month, day] = firstDay.split('-') as [string, string, string];
  const name = { year, month, day }[period];
  return { kind: 'folder', name, modifiedAt: startOfWarsawDay(firstDay) };
}

function streamContent(stream: Readable): FileContent {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return {
    read: async () => {
      const { value, done } = await chunks.next();
      return done ? null : value;
    },
    close: () => void stream.destroy(),
  };
}
