import { hasAnswers, hasAnswersAlone } from '../../app/quality/answers-of.ts';
import type { SeenControls, SeenStatistics } from '../../model/seen-controls.ts';
import type { TestSystem } from '../../site/quality/schema.ts';
import { levelName, limitsName, lotName } from './control-words.ts';
import { type Html, html, type Value } from './html.ts';
import { empty } from './notice.ts';
import { type Column, table } from './table.ts';

/** The statistics of a test system by month, with what sigma was computed from. */
export const statistics = (system: TestSystem, controls: SeenControls): Html =>
  hasAnswersAlone(system)
    ? byMonth(controls, [rightColumn, answersColumn])
    : html`${byMonth(controls, [
        ...(hasAnswers(system) ? [rightColumn, answersColumn] : []),
        ...numberColumns,
      ])}<p class="soft">${sigmaInputs(system)}</p>`;

type StatisticsColumn = Column<SeenStatistics>;

const rightColumn: StatisticsColumn = {
  head: 'Right',
  isNumber: true,
  cell: ({ answers }) => answers && `${answers.right} (${answers.share} %)`,
};
const answersColumn: StatisticsColumn = {
  head: 'Answers',
  cell: ({ answers }) => answers?.counts.map(({ answer, count }) => `${answer} ${count}×`).join(', '),
};

const byMonth = (controls: SeenControls, columns: readonly StatisticsColumn[]): Html =>
  html`${table({
    caption: 'By month, lot, level and target; months that began before the period are not whole',
    columns: [
      { head: 'Month', cell: ({ month }) => month },
      { head: 'Level', cell: ({ level }) => levelName(level) },
      { head: 'Lot', cell: ({ lot }) => lotName(lot) },
      { head: 'n', isNumber: true, cell: (row) => row.statistics.n },
      { head: 'Rejected', isNumber: true, cell: ({ rejected }) => rejected },
      { head: 'Excluded', isNumber: true, cell: ({ excluded }) => excluded },
      ...columns,
      {
        head: 'Target',
        cell: ({ target }) => html`<span class="id">${limitsName(target.version)}</span>`,
      },
      {
        head: 'Rules',
        cell: ({ rules }) =>
          Object.entries(rules)
            .map(([rule, count]) => `${rule} ${count}×`)
            .join(', '),
      },
    ],
    rows: controls.statistics,
    empty: empty('No result of this period could be judged, so there are no statistics.'),
  })}`;

const numberColumns: readonly StatisticsColumn[] = [
  { head: 'Mean', isNumber: true, cell: (row) => shortened(row.statistics.mean) },
  { head: 'SD', isNumber: true, cell: (row) => shortened(row.statistics.sd) },
  { head: 'CV %', isNumber: true, cell: (row) => shortened(row.statistics.cv) },
  {
    head: 'Bias',
    isNumber: true,
    cell: ({ bias }) =>
      bias &&
      `${shortened(bias.absolute)}${bias.percent === undefined ? '' : ` (${shortened(bias.percent)} %)`}`,
  },
  { head: 'Sigma', isNumber: true, cell: sigmaText },
];

/** Six digits of a decimal text, for the eye; whole numbers keep all. */
function shortened(text: string | undefined): string | undefined {
  const number = Number(text);
  if (text === undefined || Number.isNaN(number)) return undefined;
  return String(Math.abs(number) < 1e6 ? Number(number.toPrecision(6)) : Math.round(number));
}

function sigmaText({ sigma }: SeenStatistics): Value {
  return sigma && `${sigma.sigma}${sigma.isOfFew ? ' (n < 20)' : ''}${sigma.isFailing ? ', fails' : ''}`;
}

function sigmaInputs({ allowedError: allowed, bias }: TestSystem): string {
  if (allowed === undefined)
    return 'No sigma: the site gives no allowed error for this test system (allowedError).';
  const error = [
    ...(allowed.percent === undefined ? [] : [`${allowed.percent} %`]),
    ...(allowed.absolute === undefined ? [] : [`${allowed.absolute} in the unit of the result`]),
  ].join(' or ');
  const drift = bias === undefined ? '0 %, assumed' : `${bias.percent} % (${bias.origin})`;
  return `Sigma = (allowed error - |bias|) / CV. Allowed error: ${error} (${allowed.origin}). Bias: ${drift}.`;
}
