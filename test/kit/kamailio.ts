import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBound } from './sipp.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const CONFIGURATION = new URL('../peers/scenarios/kamailio.cfg', import.meta.url);

/** Debian's Kamailio as a proxy that relays calls to one callee, and their media by rtpengine. */
export class Kamailio {
  readonly port: number;
  readonly #process: ChildProcess;

  static async start(ports: { readonly callee: number; readonly rtpengine: number }): Promise<Kamailio> {
    const port = await freePort();
    const folder = temporaryFolder();
    const file = join(folder, 'kamailio.cfg');
    const text = readFileSync(CONFIGURATION, 'utf8')
      .replace('PROXY_PORT', String(port))
      .replace('NG_PORT', String(ports.rtpengine))
      .replace('CALLEE_PORT', String(ports.callee));
    writeFileSync(file, text);
    // -DD: its processes stay in its group. Its run folder may belong to another user.
    const args = ['-f', file, '-DD', '-E', '-Y', folder, '-w', folder, '-m', '64', '-M', '8'];
    const process = spawn('kamailio', args, { stdio: 'ignore' });
    await until('Kamailio listens', () => isBound('udp', port));
    return new Kamailio(process, port);
  }

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.port = port;
  }

  /** Its main process ends the others. */
  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'exit');
  }
}
