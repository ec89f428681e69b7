/** OBX-4 without zeros in front: systems write one sub-id as `1` and as `01`. */
export const plainSubId = (subId: string | undefined): string | undefined =>
  subId !== undefined && /^\d+$/.test(subId) ? subId.replace(/^0+/, '') || '0' : subId;
