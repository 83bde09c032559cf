export { daily, EVERY_MINUTE, hourly, type Job } from './job.ts';
export { type JobRuns, listJobRuns } from './job-runs.ts';
export { type RunningJobs, startJobs } from './start-jobs.ts';
