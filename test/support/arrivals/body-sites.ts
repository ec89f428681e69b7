import { segment } from '../messages.ts';
import { type ArrivalSet, at, type Fields, type Result, said } from './messages.ts';

const LEFT = 'LKN^Left knee^L';
const RIGHT = 'RKN^Right knee^L';

interface Joint {
  /** SPM-8. */
  readonly site?: string;
  /** SPM-9. */
  readonly side?: string;
  /** SPM-2 behind the tag. */
  readonly tube?: string;
}

/** Of the LIS, about the fluid of one joint. */
const lis = (
  tag: string,
  sentAt: string,
  { site = '', side = '', tube = 'S1' }: Joint,
  results: readonly Result[],
  order: Fields = {},
): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(sentAt), results, order },
    more: [
      segment('SPM', {
        ...{ 1: '1', 2: tube === '' ? '' : `${tag}${tube}`, 4: 'SNV^Synovial fluid^HL70487' },
        ...{ 8: site, 9: side, 11: 'P^Patient^HL70369' },
      }),
    ],
  });

const wcc = (value: string, status = 'F', fields: Fields = {}): Result => ({
  ...{ code: 'WCC', value, status },
  fields: { 6: '/uL', ...fields },
});

const shown = (value: string, status = 'final', code = 'WCC'): RegExp =>
  new RegExp(`^A \\| ${code} \\| ${value} /uL \\| ${status} \\|`);

/** Places in the body (SPM-8 and SPM-9, OBR-15.4, OBX-20) under one number, or under none. */
export const bodySites: readonly ArrivalSet[] = [
  ...['S1', ''].map((tube) => ({
    name: `a left and a right knee ${tube === '' ? 'without numbers' : 'of one number'} stand side by side`,
    messages: (tag: string) => [
      lis(tag, '0900', { site: LEFT, tube }, [wcc('200')]),
      lis(tag, '0910', { site: RIGHT, tube }, [wcc('50000')]),
      lis(tag, '0930', { site: RIGHT, tube }, [wcc('52000', 'C')], { 25: 'C' }),
    ],
    shows: [shown('200'), shown('52000', 'corrected')],
  })),
  {
    name: 'a left and a right knee of one code differ by SPM-9',
    messages: (tag) => [
      lis(tag, '0900', { site: '72696002^Knee^SCT', side: 'L^Left^HL70495' }, [wcc('200')]),
      lis(tag, '0910', { site: '72696002^Knee^SCT', side: '24028007^Right^SCT' }, [wcc('50000')]),
    ],
    shows: [shown('200'), shown('50000')],
  },
  {
    name: 'a left and a right knee in OBR-15 stand side by side',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [wcc('200')], order: { 15: 'SNV&Fluid^^^LKN&Left knee' } }),
      said(tag, { sentAt: at('0910'), results: [wcc('50000')], order: { 15: 'SNV&Fluid^^^RKN&Right knee' } }),
    ],
    shows: [shown('200'), shown('50000')],
  },
  {
    name: 'both knees may have the same value',
    messages: (tag) => [
      lis(tag, '0900', { site: LEFT }, [wcc('200')]),
      lis(tag, '0910', { site: RIGHT }, [wcc('200')]),
    ],
    shows: [],
    results: 2,
  },
  ...(
    [
      ['in more words', '^Knee', '^Knee joint fluid, left'],
      ['by other codes', 'LJ^Lower joint^L', 'KN^Knee^L'],
    ] as const
  ).map(([how, before, after]) => ({
    name: `a final that names the place of its tube ${how} is that of the preliminary result`,
    messages: (tag: string) => [
      lis(tag, '0900', { site: before }, [wcc('200', 'P')], { 25: 'P' }),
      lis(tag, '0910', { site: after }, [wcc('300')]),
    ],
    shows: [shown('300')],
    holds: [],
  })),
  {
    name: 'the final of one knee is not that of the other',
    messages: (tag) => [
      lis(tag, '0900', { site: LEFT }, [wcc('200', 'P')], { 25: 'P' }),
      lis(tag, '0910', { site: RIGHT }, [wcc('50000')]),
      lis(tag, '0920', { site: LEFT }, [wcc('210')]),
    ],
    shows: [shown('210'), shown('50000')],
  },
  ...['200', '300'].map((value) => ({
    name: `a correction from the left to the right knee with ${value} replaces the value`,
    messages: (tag: string) => [
      lis(tag, '0900', { site: LEFT }, [wcc('200')]),
      lis(tag, '0930', { site: RIGHT }, [wcc(value, 'C')], { 25: 'C' }),
      lis(tag, '0940', { site: RIGHT }, [{ code: 'CRY', value: '0', fields: { 6: '/uL' } }]),
    ],
    shows: [shown(value, 'corrected'), shown('0', 'final', 'CRY')],
  })),
  {
    name: 'a withdrawal of the right knee takes nothing of the left',
    messages: (tag) => [
      lis(tag, '0900', { site: LEFT }, [wcc('200')]),
      lis(tag, '0910', { site: RIGHT }, [wcc('50000')]),
      lis(tag, '0930', { site: RIGHT }, [wcc('', 'W')], { 25: 'C' }),
    ],
    shows: [shown('200')],
  },
  {
    name: 'a withdrawal of the right knee whose result was lost waits beside the left',
    messages: (tag) => [
      lis(tag, '0900', { site: LEFT }, [wcc('200')]),
      lis(tag, '0930', { site: RIGHT }, [wcc('200', 'W')], { 25: 'C' }),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  {
    name: 'a knee is the left knee, and a missing place is any',
    messages: (tag) => [
      lis(tag, '0900', { site: LEFT }, [wcc('200')]),
      lis(tag, '0930', { site: 'KN^Knee^L' }, [wcc('210')]),
      lis(tag, '0940', {}, [wcc('220')]),
    ],
    shows: [shown('220', 'corrected')],
  },
  {
    name: 'a left and a right knee by OBX-20, in messages of their own',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [wcc('200', 'F', { 20: LEFT })] }),
      said(tag, { sentAt: at('0910'), results: [wcc('50000', 'F', { 20: RIGHT })] }),
      said(tag, { sentAt: at('0930'), results: [wcc('52000', 'C', { 20: RIGHT })], order: { 25: 'C' } }),
    ],
    shows: [shown('200'), shown('52000', 'corrected')],
  },
  {
    name: 'a left and a right knee by OBX-20, in one message',
    messages: (tag) => [
      said(tag, {
        sentAt: at('0900'),
        results: [wcc('200', 'F', { 20: LEFT }), wcc('50000', 'F', { 20: RIGHT })],
      }),
      said(tag, { sentAt: at('0930'), results: [wcc('52000', 'C', { 20: RIGHT })], order: { 25: 'C' } }),
    ],
    shows: [shown('200'), shown('52000', 'corrected')],
  },
];
