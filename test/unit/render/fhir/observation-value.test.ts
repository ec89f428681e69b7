import { expect, test } from '@jest/globals';
import type { Value } from '../../../../lib/model/observation.ts';
import type { ReportedObservation } from '../../../../lib/model/report.ts';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { renderValue } from '../../../../lib/render/fhir/observation-value.ts';
import { fullReport } from '../../../support/full-report.ts';

const [whole] = fullReport.observations;
if (whole === undefined) throw new Error('no result');

const rendered = (values: readonly Value[], fields: Partial<ReportedObservation> = {}) =>
  renderValue(
    { ...whole, unit: undefined, ...fields, values: [...values] },
    {
      base: 'https://lab.test',
      entries: new BundleEntries({ ids: 'server', tag: undefined }),
      tag: undefined,
    },
  );
const text = (words: string): Value => ({ kind: 'text', text: words });

test('one value is the value, several texts are one text, other values are components', () => {
  expect(rendered([text('clear')])).toEqual({ valueString: 'clear' });
  expect(rendered([text('one'), text('two')])).toEqual({ valueString: 'one\ntwo' });
  const { component = [] } = rendered([
    { kind: 'quantity', number: '1', text: '1' },
    { kind: 'quantity', number: '2', text: '2' },
  ]);
  expect(component.map(({ valueQuantity }) => valueQuantity?.value)).toEqual([1, 2]);
});

test('a text with a number gets the unit that it does not end in', () => {
  const unit = { codings: [{ code: '/HPF' }] };
  expect(rendered([text('5-10')], { unit })).toEqual({ valueString: '5-10 /HPF' });
  expect(rendered([text('5-10 /hpf')], { unit })).toEqual({ valueString: '5-10 /hpf' });
  expect(rendered([text('none')], { unit })).toEqual({ valueString: 'none' });
});

test('a document is no value, and a range that runs backwards stays text', () => {
  expect(rendered([])).toEqual({});
  expect(rendered([{ kind: 'range', low: '9', high: '3', text: '9-3' }])).toEqual({ valueString: '9-3' });
});
