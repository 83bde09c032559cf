import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { accessSync, constants, existsSync } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import koffi from 'koffi';
import type { Clock } from '../../base/clock.ts';
import { warsawTimeOfDay } from '../../base/warsaw-time.ts';
import { canDenyNetwork, type CodecSupport, codecSupport, findFfmpeg } from '../../encoding/index.ts';
import { bindAddress, type Config, sipsPort } from '../../config/index.ts';
import { canPunchHoles } from '../../platform/punch-holes.ts';
import { type Database, databaseNow } from '../../platform/postgres/index.ts';
import { type CheckResult, errorText, passed, problem } from './check-result.ts';

const NEEDED_NODE_MAJOR = 24;

export function checkNode(version = process.versions.node): CheckResult {
  const major = Number(version.split('.', 1)[0]);
  if (major >= NEEDED_NODE_MAJOR) return passed('node', version);
  return problem('node', `Node ${version} is too old`, 'Start by bin/fonoteka or npm: they run the pinned Node 24.');
}

/** Which encoder is used. Without libmp3lame recordings are encoded too, with two and a half times the CPU. */
export function checkLame(): CheckResult {
  try {
    koffi.load('libmp3lame.so.0');
    return passed('encoder', 'libmp3lame.so.0');
  } catch {
    return passed('encoder', 'WebAssembly; apt-get install libmp3lame0 encodes with less than half of the CPU');
  }
}

/** The codecs that need a library of this machine. Without it nothing is wrong: their streams are refused. */
export function checkCodecs(codecs: readonly CodecSupport[] = codecSupport()): CheckResult[] {
  return codecs.map(({ codec, file, debianPackage, found }) =>
    passed(
      `codec: ${codec}`,
      found
        ? file
        : `${file} is not installed: streams in ${codec} alone are refused and flagged leg-refused; apt-get install ${debianPackage} and restart the recorder, if your PBX sends it`,
    ),
  );
}

/** Without ffmpeg nothing is wrong: uploads that need it are refused. Without seccomp its arguments alone keep it from the network. */
export function checkFfmpeg(program: string | null = findFfmpeg(), isNetworkDenied = canDenyNetwork()): CheckResult {
  if (program !== null)
    return passed(
      'ffmpeg',
      isNetworkDenied ? program : `${program}; this kernel cannot take the network from it (seccomp)`,
    );
  return passed(
    'ffmpeg',
    'not installed: uploads in GSM, ADPCM, G.722, G.726, Ogg, FLAC, M4A, AAC and AMR are refused, MP3 uploads have no waveform; apt-get install ffmpeg and restart, if your PBX sends them',
  );
}

/** The panel is built. */
export function checkPanel(folder: string): CheckResult {
  try {
    accessSync(`${folder}/index.html`, constants.R_OK);
    return passed('panel', folder);
  } catch {
    return problem('panel', `not built: ${folder}/index.html is missing`, 'npm run build');
  }
}

/** Below this the spool could fill within hours: 100 calls of two G.711 legs write 1.7 MB/s. */
const MIN_FREE_BYTES = 5 * 1024 ** 3;
const GIB = 1024 ** 3;

/** The data folder is writable and has enough free space. */
export async function checkDisk(folder: string): Promise<CheckResult> {
  try {
    const existing = nearestFolder(folder);
    await access(existing, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(existing);
    const freeBytes = bavail * bsize;
    const free = `${(freeBytes / GIB).toFixed(1)} GiB free in ${folder}${existing === folder ? '' : ', not made yet'}`;
    if (freeBytes >= MIN_FREE_BYTES) return passed('disk', free);
    return problem('disk', `only ${free}`, 'Free some space, or move FONOTEKA_DATA to a larger disk.');
  } catch (error) {
    return problem(
      'disk',
      errorText(error),
      `Let this user write to ${folder}, or set FONOTEKA_DATA to a folder it may write to.`,
    );
  }
}

/** The folder, or the lowest one above it that is there: a check makes none. */
function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}

/** Whether the space of archived calls can be given back while a long call goes on. Without it nothing is wrong: the spool is larger. */
export async function checkSpoolSpace(data: string, canFreeParts = canPunchHoles): Promise<CheckResult> {
  const spool = join(data, 'spool');
  const folder = nearestFolder(spool);
  const isPossible = await canFreeParts(folder).catch(() => null);
  if (isPossible === null) return passed('spool space', `not known: ${folder} cannot be written`);
  return passed(
    'spool space',
    isPossible
      ? 'archived calls are freed while a long one goes on'
      : 'this file system frees whole segments only (64 MB): a call of hours keeps those of all calls beside it; ext4 or XFS do not',
  );
}

interface PortToCheck {
  readonly check: string;
  readonly setting: string;
  readonly address: string;
  readonly port: number;
  readonly transports: readonly ('tcp' | 'udp')[];
}

/** Each port of the settings can be bound by this user at the address of the settings. */
export async function checkPorts(config: Config): Promise<CheckResult[]> {
  const at = (setting: Parameters<typeof bindAddress>[1]): string => bindAddress(config, setting);
  const { httpPort, sipPort, ftpPort, ftpsPort, rtpPorts, ftpPassivePorts, internalPort, sftpPort } = config;
  const ports: PortToCheck[] = [
    { check: 'panel and API', setting: 'FONOTEKA_HTTP_PORT', address: at('httpBind'), port: httpPort, transports: TCP },
    { check: 'SIP', setting: 'FONOTEKA_SIP_PORT', address: at('sipBind'), port: sipPort, transports: ['udp', 'tcp'] },
    { check: 'FTP', setting: 'FONOTEKA_FTP_PORT', address: at('ftpBind'), port: ftpPort, transports: TCP },
    ...(ftpsPort === null
      ? []
      : [{ check: 'FTPS', setting: 'FONOTEKA_FTPS_PORT', address: at('ftpBind'), port: ftpsPort, transports: TCP }]),
    {
      check: 'RTP, lowest',
      setting: 'FONOTEKA_RTP_PORTS',
      address: at('rtpBind'),
      port: rtpPorts.min,
      transports: ['udp'],
    },
    {
      check: 'FTP data, lowest',
      setting: 'FONOTEKA_FTP_PASSIVE_PORTS',
      address: at('ftpBind'),
      port: ftpPassivePorts.min,
      transports: TCP,
    },
    {
      check: 'internal',
      setting: 'FONOTEKA_INTERNAL_PORT',
      address: config.internalBind,
      port: internalPort,
      transports: TCP,
    },
  ];
  if (sftpPort !== null)
    ports.push({
      check: 'SFTP',
      setting: 'FONOTEKA_SFTP_PORT',
      address: at('sftpBind'),
      port: sftpPort,
      transports: TCP,
    });
  if (config.tlsCertificate !== '')
    ports.push({
      check: 'HTTPS',
      setting: 'FONOTEKA_HTTPS_PORT',
      address: at('httpBind'),
      port: config.httpsPort,
      transports: TCP,
    });
  const sips = sipsPort(config);
  if (sips !== null)
    ports.push({
      check: 'SIP over TLS',
      setting: 'FONOTEKA_SIPS_PORT',
      address: at('sipBind'),
      port: sips,
      transports: TCP,
    });
  return Promise.all(ports.map((each) => checkPort({ ...each, check: `port: ${each.check}` })));
}

const TCP = ['tcp'] as const;

async function checkPort({ check, setting, address, port, transports }: PortToCheck): Promise<CheckResult> {
  for (const transport of transports) {
    try {
      await (transport === 'tcp' ? bindTcp(address, port) : bindUdp(address, port));
    } catch (error) {
      const remedy = `Stop the program that uses it (ss -lpn), or set ${setting} to another port; the address is FONOTEKA_BIND or one for the protocol.`;
      return problem(check, `${transport} ${address}:${port}: ${errorText(error)}`, remedy);
    }
  }
  return passed(check, port === 0 ? 'the system chooses' : `${transports.join(' and ')} ${address}:${port} is free`);
}

async function bindTcp(address: string, port: number): Promise<void> {
  const server = createServer().listen({ host: address, port, exclusive: true });
  await once(server, 'listening');
  server.close();
}

async function bindUdp(address: string, port: number): Promise<void> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  try {
    socket.bind({ address, port, exclusive: true });
    await once(socket, 'listening');
  } finally {
    socket.close();
  }
}

/** Files are named by their time: above this difference machines disagree about when a call began. */
const MAX_DIFFERENCE_MS = 2_000;
/** A machine that lost its clock starts in the past. */
const EARLIEST_BELIEVABLE = Date.parse('2026-01-01T00:00:00Z');

/** This machine's clock is believable and close to the database's. */
export async function checkClock(clock: Clock, db: Database): Promise<CheckResult> {
  const remedy = 'Synchronize the clock by NTP: apt-get install chrony.';
  const before = clock.now();
  if (before < EARLIEST_BELIEVABLE) return problem('clock', `says ${new Date(before).toISOString()}`, remedy);
  const there = await databaseNow(db);
  const middle = (before + clock.now()) / 2;
  const differenceMs = Math.round(Math.abs(there - middle));
  if (differenceMs > MAX_DIFFERENCE_MS) {
    return problem('clock', `differs by ${differenceMs} ms from the database's clock`, remedy);
  }
  const time = warsawTimeOfDay(middle).replaceAll('-', ':');
  return passed('clock', `${time} in Warsaw, ${differenceMs} ms from the database's`);
}
