import { Command } from '@commander-js/extra-typings';
import { months, since } from '../../option-parsers.ts';
import { onSystem, sinceOption } from '../options.ts';
import { actionCommand, activateCommand, excludeCommand, includeCommand } from './qc-act.ts';

const systemArgument = 'id of the test system in the quality files of the site; labwire qc status lists them';

const statusCommand = () =>
  onSystem(new Command('status').description('show the last event of each test system, and its verdict'))
    .addOption(sinceOption('start of the period', '7d'))
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { qcStatus } = await import('../../actions/qc.ts');
      await qcStatus(options);
    });

const eventsCommand = () =>
  onSystem(
    new Command('events')
      .description('list the events of a test system with verdicts and broken rules')
      .argument('<system>', systemArgument),
  )
    .addOption(sinceOption('start of the period', '30d'))
    .option('--until <time>', 'end of the period (default: now)', since)
    .option('--json', 'print JSON')
    .action(async (system, options) => {
      const { qcEvents } = await import('../../actions/qc.ts');
      await qcEvents(system, options);
    });

const pointsCommand = () =>
  onSystem(
    new Command('points')
      .description('list the control results of a test system, and why one cannot be judged')
      .argument('<system>', systemArgument),
  )
    .addOption(sinceOption('start of the period', '30d'))
    .option('--until <time>', 'end of the period (default: now)', since)
    .option('--json', 'print JSON')
    .action(async (system, options) => {
      const { qcPoints } = await import('../../actions/qc.ts');
      await qcPoints(system, options);
    });

const chartCommand = () =>
  onSystem(
    new Command('chart')
      .description('draw the Levey-Jennings chart of a test system')
      .argument('<system>', systemArgument)
      .requiredOption('--out <file>', 'file to write: .svg for the chart, .html for the chart and its table'),
  )
    .addOption(sinceOption('start of the period', '30d'))
    .option('--until <time>', 'end of the period (default: now)', since)
    .action(async (system, options) => {
      const { qcChart } = await import('../../actions/qc.ts');
      await qcChart(system, options);
    });

const statisticsCommand = () =>
  onSystem(
    new Command('statistics')
      .description('show n, mean, SD, CV, bias and sigma of each month, level, lot and target')
      .argument('[system]', `${systemArgument} (default: all)`),
  )
    .option('--months <count>', 'as many months of the laboratory, the current one among them', months, 3)
    .option('--json', 'print JSON')
    .action(async (system, options) => {
      const { qcStatistics } = await import('../../actions/qc.ts');
      await qcStatistics(system, options);
    });

const lotsCommand = () =>
  onSystem(new Command('lots').description('list the lots of each test system with their state and targets'))
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { qcLots } = await import('../../actions/qc.ts');
      await qcLots(options);
    });

export const qcCommand = () =>
  new Command('qc')
    .description('judge control results, and document actions and exclusions')
    .addCommand(statusCommand())
    .addCommand(eventsCommand())
    .addCommand(pointsCommand())
    .addCommand(chartCommand())
    .addCommand(statisticsCommand())
    .addCommand(lotsCommand())
    .addCommand(actionCommand())
    .addCommand(excludeCommand())
    .addCommand(includeCommand())
    .addCommand(activateCommand());
