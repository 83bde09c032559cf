/** Where a customer's packages go. Held in memory only while a connection is made: the secrets are sealed at rest. */
export type TargetSettings = FtpSettings | SftpSettings | S3Settings;

/** FTP, plain or with explicit TLS (RFC 4217). Passive data connections only. */
export interface FtpSettings {
  readonly kind: 'ftp' | 'ftps';
  /** A name or an IP address; an IPv6 one without brackets. */
  readonly host: string;
  readonly port: number;
  readonly login: string;
  readonly password: string;
  /** The folder that all paths begin in: absolute, or seen from where the server puts the login. `''`: there. */
  readonly folder: string;
  /** The certificate the customer confirmed, instead of trust in who issued it: see `readCertificateFingerprint`. */
  readonly certificate: string | null;
}

export interface SftpSettings {
  readonly kind: 'sftp';
  readonly host: string;
  readonly port: number;
  readonly login: string;
  /** Used for keyboard-interactive sign-in as well. */
  readonly password: string | null;
  /** Of `makeSshKey`, in OpenSSH's format. */
  readonly privateKey: string | null;
  readonly folder: string;
  /** The server's key seen at the first connection, as OpenSSH writes it (`SHA256:…`); null: not met yet. */
  readonly hostKey: string | null;
}

export interface S3Settings {
  readonly kind: 's3';
  /** `https://host[:port]`, or `http://` where the customer wants it so. The bucket is addressed in the path. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** What all keys begin with; `''` for the whole bucket. A slash is added behind it. */
  readonly folder: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly certificate: string | null;
}
