import { Counter, Gauge, type Registry } from '../../platform/metrics.ts';

export type FtpMetrics = ReturnType<typeof ftpMetrics>;

/** What the FTP server counts. Labels are closed sets; nothing of a tenant or a call is in them. */
export function ftpMetrics(registry: Registry) {
  const registers = [registry];
  return {
    sessions: new Gauge({ name: 'fonoteka_ftp_sessions', help: 'Open FTP control connections.', registers }),
    refused: new Counter({
      name: 'fonoteka_ftp_refused_total',
      help: 'Connections and sessions refused, by the limit they met.',
      labelNames: ['limit'] as const,
      registers,
    }),
    loginsFailed: new Counter({
      name: 'fonoteka_ftp_logins_failed_total',
      help: 'FTP sign-ins with a wrong login or password.',
      registers,
    }),
    strangers: new Counter({
      name: 'fonoteka_ftp_foreign_data_connections_total',
      help: 'Data connections closed because they came from another address than the control connection.',
      registers,
    }),
    transfers: new Counter({
      name: 'fonoteka_ftp_transfers_total',
      help: 'Transfers over FTP, by what was sent and how it ended.',
      labelNames: ['content', 'outcome'] as const,
      registers,
    }),
    sentBytes: new Counter({
      name: 'fonoteka_ftp_sent_bytes_total',
      help: 'Bytes sent over FTP data connections.',
      labelNames: ['content'] as const,
      registers,
    }),
  };
}
