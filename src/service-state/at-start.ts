// Apart from `index.ts`, which loads jobs and deliveries: a recorder has neither.
export { MachineReporter } from './machine-reports.ts';
