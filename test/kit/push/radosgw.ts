import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from '../../../src/platform/push-target/index.ts';
import type { S3Settings as StoreSettings } from '../../../src/platform/s3/index.ts';
import { until } from '../until.ts';
import { Daemon, stopAndRethrow } from './daemon.ts';
import { freePort } from '../free-port.ts';
import { ServerFolder } from './server-folder.ts';

const BUCKET = 'nagrania';

interface RadosgwOptions {
  /** In front of each of its programs, to run in another network namespace. */
  readonly command?: readonly string[];
  /** Where it listens. Default: loopback. */
  readonly address?: string;
}

type WriterKeys = Pick<S3Settings, 'accessKey' | 'secretKey'>;

/**
 * Debian's Ceph S3 gateway with a cluster of one monitor and one disk in memory. It starts in 3 s; with Ceph's default
 * interval for agreeing on changes (1 s) it would take 18 s.
 */
export class Radosgw {
  readonly port: number;
  readonly folder: ServerFolder;
  readonly accessKey = 'FONOTEKATEST';
  readonly secretKey = randomBytes(20).toString('hex');
  readonly #daemons: Daemon[] = [];
  readonly #config: string;
  #writer: Promise<WriterKeys> | undefined;

  readonly #command: readonly string[];
  readonly #address: string;

  private constructor(port: number, { command = [], address = '127.0.0.1' }: RadosgwOptions) {
    this.port = port;
    this.#command = command;
    this.#address = address;
    this.folder = new ServerFolder();
    this.#config = join(this.folder.path, 'ceph.conf');
  }

  static async start(options: RadosgwOptions = {}): Promise<Radosgw> {
    const gateway = new Radosgw(await freePort(), options);
    await gateway.#start().catch((error: unknown) => stopAndRethrow(error, gateway));
    return gateway;
  }

  settings(changes: Partial<S3Settings> = {}): S3Settings {
    const endpoint = `http://${this.#address === '127.0.0.1' ? 'localhost' : this.#address}:${this.port}`;
    const base = { kind: 's3', region: 'default', bucket: BUCKET, folder: 'paczki', certificate: null } as const;
    return { ...base, endpoint, accessKey: this.accessKey, secretKey: this.secretKey, ...changes };
  }

  /** Of an object store of ours below a prefix. */
  bucket(changes: Partial<StoreSettings> = {}): StoreSettings {
    const { endpoint, region, bucket, accessKey, secretKey } = this.settings();
    return { endpoint, region, bucket, accessKey, secretKey, prefix: randomUUID(), ...changes };
  }

  /** Keys of another user that may only write objects. */
  writeOnlyKeys(): Promise<WriterKeys> {
    this.#writer ??= this.#makeWriter();
    return this.#writer;
  }

  async #makeWriter(): Promise<WriterKeys> {
    const keys = { accessKey: 'FONOTEKAWRITER', secretKey: randomBytes(20).toString('hex') };
    this.#makeUser('writer', keys);
    const Statement = [
      rule('Allow', 'writer', 's3:PutObject'),
      // By default the writer of an object may read it, and the bucket's owner may not.
      rule('Deny', 'writer', 's3:GetObject'),
      rule('Allow', 'tenant', 's3:*'),
    ];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await this.#asOwner((client) => client.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy })));
    return keys;
  }

  /** Sets the user's quota. */
  limitTo(sizeBytes: number): void {
    const quota = ['--uid', 'tenant', '--quota-scope', 'user'];
    this.#admin('quota', 'set', ...quota, '--max-size', String(sizeBytes));
    this.#admin('quota', sizeBytes < 0 ? 'disable' : 'enable', ...quota);
  }

  async stop(): Promise<void> {
    for (const daemon of this.#daemons.reverse()) await daemon.stop();
    this.folder.remove();
  }

  async #start(): Promise<void> {
    await this.#startCluster(await freePort());
    this.#makeUser('tenant', this);
    this.#run('radosgw', '-n', 'client.rgw', '-f');
    await this.#daemons.at(-1)!.listening(this.port, this.#address);
    await this.#makeBucket();
  }

  async #startCluster(monitorPort: number): Promise<void> {
    const clusterId = randomUUID();
    const diskId = randomUUID();
    const { path } = this.folder;
    for (const name of ['mon', 'osd', 'run']) mkdirSync(join(path, name));
    // Unix sockets and data belong to this test.
    chmodSync(path, 0o700);
    writeFileSync(
      this.#config,
      configuration(path, clusterId, { monitorPort, port: this.port, address: this.#address }),
    );
    makeKeys(join(path, 'keyring'));
    const map = join(path, 'monmap');
    execFileSync('monmaptool', ['--create', '--fsid', clusterId, '--addv', 'a', `[v2:127.0.0.1:${monitorPort}]`, map]);
    this.#once('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map, '--keyring', join(path, 'keyring'));
    this.#run('ceph-mon', '-i', 'a', '-f');
    this.#once('ceph', 'osd', 'new', diskId);
    this.#once('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', diskId);
    this.#run('ceph-osd', '-i', '0', '-f');
    await until('the disk is up', () => this.#once('ceph', 'osd', 'stat').includes('1 up'));
  }

  #makeUser(name: string, { accessKey, secretKey }: { readonly accessKey: string; readonly secretKey: string }): void {
    const keys = ['--access-key', accessKey, '--secret-key', secretKey];
    this.#admin('user', 'create', '--uid', name, '--display-name', name, ...keys);
  }

  async #makeBucket(): Promise<void> {
    await this.#asOwner((client) => client.send(new CreateBucketCommand({ Bucket: BUCKET })));
  }

  /** Of the buckets' owner. */
  client(): S3Client {
    const { endpoint, region } = this.settings();
    const credentials = { accessKeyId: this.accessKey, secretAccessKey: this.secretKey };
    return new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  }

  async #asOwner(work: (client: S3Client) => Promise<unknown>): Promise<void> {
    const client = this.client();
    await work(client);
    client.destroy();
  }

  #admin(...args: string[]): void {
    this.#once('radosgw-admin', '-n', 'client.rgw', ...args);
  }

  #once(program: string, ...args: string[]): string {
    const [first = '', ...rest] = [...this.#command, program, '-c', this.#config, ...args];
    return execFileSync(first, rest, { stdio: 'pipe', timeout: 30_000 }).toString();
  }

  #run(program: string, ...args: string[]): void {
    const [first = '', ...rest] = [...this.#command, program, '-c', this.#config, ...args];
    this.#daemons.push(new Daemon(first, rest));
  }
}

/** A statement of a bucket policy about all objects of the bucket. */
function rule(Effect: 'Allow' | 'Deny', user: string, action: string): object {
  return {
    Effect,
    Principal: { AWS: [`arn:aws:iam:::user/${user}`] },
    Action: [action],
    Resource: [`arn:aws:s3:::${BUCKET}/*`],
  };
}

function makeKeys(file: string): void {
  const keys: readonly (readonly string[])[] = [
    ['mon.', 'mon', 'allow *'],
    ['client.admin', 'mon', 'allow *', 'osd', 'allow *'],
    ['osd.0', 'mon', 'allow profile osd', 'osd', 'allow *'],
    ['client.rgw', 'mon', 'allow rwx', 'osd', 'allow rwx'],
  ];
  execFileSync('ceph-authtool', ['--create-keyring', file]);
  for (const [name = '', ...capabilities] of keys) {
    const caps = capabilities.flatMap((word, index) => (index % 2 === 0 ? ['--cap', word] : [word]));
    execFileSync('ceph-authtool', [file, '--gen-key', '-n', name, ...caps]);
  }
}

interface Listening {
  readonly monitorPort: number;
  readonly port: number;
  readonly address: string;
}

function configuration(folder: string, clusterId: string, { monitorPort, port, address }: Listening): string {
  return `[global]
fsid = ${clusterId}
mon initial members = a
mon host = v2:127.0.0.1:${monitorPort}
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = ${folder}/keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 1073741824
mon allow pool size one = true
mon max pg per osd = 10000
mon data avail warn = 0
mon data avail crit = 0
paxos propose interval = 0.05
paxos min wait = 0.02
run dir = ${folder}/run
admin socket = ${folder}/run/$name.asok
log file = ${folder}/$name.log
pid file =
public addr = 127.0.0.1
cluster addr = 127.0.0.1
mon data = ${folder}/mon
osd data = ${folder}/osd
setuser match path =
[client.rgw]
rgw frontends = beast endpoint=${address}:${port}
rgw run sync thread = false
rgw enable lc threads = false
rgw num rados handles = 1
rgw thread pool size = 32
rgw bucket quota ttl = 0
rgw user quota bucket sync interval = 0
`;
}
