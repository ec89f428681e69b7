import type { SeenControls, SeenTarget } from '../../model/seen-controls.ts';
import type { PageContext } from '../page.ts';
import { levelName, limitsName, lotName } from './control-words.ts';
import { html, type Value } from './html.ts';
import { empty } from './notice.ts';
import { table } from './table.ts';
import { time } from './time.ts';

/** The targets that judged results: mean and SD, or what else is expected. */
export function controlTargets({ targets: used }: SeenControls, context: PageContext): Value {
  return table({
    caption: 'By which the results were judged',
    columns: [
      { head: 'Target', cell: ({ version }) => html`<span class="id">${limitsName(version)}</span>` },
      { head: 'Level', cell: ({ level }) => levelName(level) },
      { head: 'Lot', cell: ({ lot }) => lotName(lot) },
      ...(used.some(({ mean }) => mean !== undefined)
        ? [
            { head: 'Mean', isNumber: true, cell: ({ mean }: SeenTarget) => mean },
            { head: 'SD', isNumber: true, cell: ({ sd }: SeenTarget) => sd },
          ]
        : []),
      ...(used.some(({ expected }) => expected !== undefined)
        ? [{ head: 'Expected', cell: ({ expected }: SeenTarget) => expected?.text }]
        : []),
      { head: 'Unit', cell: ({ unit, scale }) => `${unit ?? ''}${scale === 'log10' ? ', log10' : ''}` },
      { head: 'Basis', cell: ({ basis }) => basis },
      { head: 'From', cell: ({ from }) => time(new Date(from), context) },
      { head: 'Expires', cell: ({ to }) => to !== undefined && time(new Date(to), context) },
    ],
    rows: used,
    empty: empty(
      'No target of the site judged a result.',
      html`<a href="${context.href('/lots')}">Lots and targets</a>`,
    ),
  });
}
