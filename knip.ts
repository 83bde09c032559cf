import type { KnipConfig } from 'knip';

export default {
  workspaces: {
    '.': {
      entry: [
        'src/main.ts',
        'src/capture/worker/media-worker.ts',
        'src/encoding/encoding-worker.ts',
        'src/encoding/live/live-worker.ts',
        'src/compose/files-worker.ts',
        'migrations/*.ts',
        'tools/*.{ts,mjs}',
        'bench/*.ts',
        'bench/capture/*.ts',
        'bench/invites/*.ts',
        'test/**/*.test.ts',
        'test/**/*.child.ts',
      ],
      project: [
        'src/**/*.ts',
        'migrations/**/*.ts',
        'tools/*.{ts,mjs}',
        'bench/**/*.ts',
        'test/**/*.ts',
        '*.config.ts',
      ],
      // Read by the compiler that tools/helm-chart.test.ts runs.
      ignoreDependencies: ['kubernetes-types'],
      // Programs of Debian that the tests run.
      ignoreBinaries: [
        'sha256sum',
        'soffice',
        'sipp',
        'kamailio',
        'rtpengine',
        'ffmpeg',
        'mkfifo',
        'sox',
        'lame',
        'metaflac',
        'ffprobe',
        'tshark',
        'pdftotext',
        'cc',
        'useradd',
        'openssl',
        'ssh-keygen',
        'monmaptool',
        'ceph-authtool',
        'sftp',
      ],
    },
    panel: {
      entry: ['build/make-icons.ts', 'public/sw.js', 'public/api-docs/start.js'],
      ignore: ['src/api/schema.generated.ts'],
    },
    'tools/openapi': { entry: ['*.ts'] },
  },
} satisfies KnipConfig;
