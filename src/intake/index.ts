export { createIntake, type Intake, type IntakeOptions } from './intake.ts';
