/** Compiles the service to `dist/` and the panel to `panel/dist/`, for production. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';

const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' });

rmSync('dist', { recursive: true, force: true });
run('tsc', '-p', 'tsconfig.build.json');
run('npm', 'run', '--workspace', '@fonoteka/panel', 'build');
