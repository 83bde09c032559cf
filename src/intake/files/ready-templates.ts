interface ReadyTemplate {
  /** In the notation of `template-notation.ts`; the first that fits is taken. */
  readonly layouts: readonly string[];
  /** No other call has the same name, so it is the call's id. Names with a unique id of Asterisk are so anyway. */
  readonly isUnique?: true;
  readonly timeZone?: string;
}

/**
 * The layouts that PBXs use unless they are set up otherwise. Some do not say who talked: their files need a sidecar, and the name
 * is their start or their id.
 */
export const READY_TEMPLATES: Readonly<Record<string, ReadyTemplate>> = {
  /**
   * `MixMonitor(${UNIQUEID}.wav)` and its usual forms with STRFTIME, as in Asterisk's documents of MixMonitor and UNIQUEID and in
   * Issabel's call center. The unique id begins with the channel's start as Unix time.
   */
  asterisk: {
    layouts: ['{uniqueid}', '{date:YYYYMMDD}-{time:HHmmss}-{uniqueid}', '{date:YYYYMMDD}-{time:HHmmss}'],
  },
  /**
   * `sub-record-check` of FreePBX's module callrecording: TYPE-DIALLED-FROM-YYYYMMDD-HHMMSS-UNIQUEID in folders YYYY/MM/DD; types are
   * `in`, `out`, `internal`, `external`, `exten`, `q`, `rg`, `force`, `ondemand` and others. Below: FreePBX 2 and Elastix, where the
   * names of queues (`q`), ring groups (`g`) and incoming calls do not say who called.
   */
  freepbx: {
    layouts: [
      '{direction}-{callee}-{caller}-{date:YYYYMMDD}-{time:HHmmss}-{uniqueid}',
      'OUT{caller}-{callee}-{date:YYYYMMDD}-{time:HHmmss}-{uniqueid}',
      'OUT{caller}-{date:YYYYMMDD}-{time:HHmmss}-{uniqueid}',
      'q{callee}-{date:YYYYMMDD}-{time:HHmmss}-{uniqueid}',
      'g{callee}-{date:YYYYMMDD}-{time:HHmmss}-{uniqueid}',
      '{date:YYYYMMDD}-{time:HHmmss}-{uniqueid}',
    ],
  },
  /** `[NAME]_CALLER-CALLEE_YYYYMMDDHHMMSS(ID)` in a folder for each extension, on Windows and Linux, as integrators of 3CX read it. */
  '3cx': { layouts: ['[{any}]_{caller}-{callee}_{date:YYYYMMDD}{time:HHmmss}({any})'], isUnique: true },
  /** FreeSWITCH's `${uuid}.wav`; FusionPBX keeps them in DOMAIN/archive/YYYY/Mon/DD. */
  freeswitch: { layouts: ['{uuid}'] },
  fusionpbx: { layouts: ['{uuid}'] },
  /** The file tree of another Fonoteka, as over FTP or from daily packages: its times are Warsaw's. */
  fonoteka: {
    layouts: ['{date:YYYY-MM-DD}_{time:HH-mm-ss}_{direction}_{caller}_{callee}{ordinal}'],
    isUnique: true,
    timeZone: 'Europe/Warsaw',
  },
};
