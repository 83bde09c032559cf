import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBound } from './sipp.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

/** Debian's Kamailio with a configuration. */
export class Kamailio {
  readonly port: number;
  readonly #process: ChildProcess;

  /** As a proxy that relays calls to one callee, and their media by rtpengine. */
  static proxy(ports: { readonly callee: number; readonly rtpengine: number }): Promise<Kamailio> {
    return Kamailio.#start(new URL('../peers/scenarios/kamailio.cfg', import.meta.url), (text, { port }) =>
      text
        .replace('PROXY_PORT', String(port))
        .replace('NG_PORT', String(ports.rtpengine))
        .replace('CALLEE_PORT', String(ports.callee)),
    );
  }

  /** As operators have it in front of their recorders; it asks them each second whether they take calls. */
  static dispatcher(recorderPorts: readonly number[]): Promise<Kamailio> {
    const recorders = recorderPorts.map((port) => `1 sip:127.0.0.1:${port};transport=tcp\n`).join('');
    return Kamailio.#start(new URL('../../ops/dispatcher/kamailio.cfg', import.meta.url), (text, { port, folder }) => {
      const list = join(folder, 'dispatcher.list');
      writeFileSync(list, recorders);
      return text
        .replaceAll('10.0.0.5:5060', `127.0.0.1:${port}`)
        .replace('/etc/kamailio/dispatcher.list', list)
        .replace('"ds_ping_interval", 5', '"ds_ping_interval", 1')
        .replace('children=4', 'children=1');
    });
  }

  static async #start(
    configuration: URL,
    settings: (text: string, at: { readonly port: number; readonly folder: string }) => string,
  ): Promise<Kamailio> {
    const port = await freePort();
    const folder = temporaryFolder();
    const file = join(folder, 'kamailio.cfg');
    writeFileSync(file, settings(readFileSync(configuration, 'utf8'), { port, folder }));
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
