// An encoder reads pictures of the kind that it has learned from: neither is chosen without the other.

import { type Encoder, encodersOf, picturesOf } from "../engine/encoders";
import { kindOf, type Source } from "../engine/sources";

export interface SourceAndEncoder {
  source: Source;
  encoder: Encoder;
}

/**
 * What is chosen together with a part: a source brings the first encoder of its kind, unless there is one already, and an encoder
 * brings the first source of its kind. Where a part names both and they do not agree, the source counts.
 */
export function agreed<Part extends Partial<SourceAndEncoder>>(part: Part, before: SourceAndEncoder): Part {
  const { source = part.encoder === undefined ? undefined : sourceOf(part.encoder, before.source) } = part;
  if (source === undefined) return part;
  const encoder = part.encoder ?? before.encoder;
  const kind = kindOf(source);
  return { ...part, source, encoder: picturesOf(encoder) === kind ? encoder : encodersOf(kind)[0]?.name };
}

/** A source for an encoder: the one that there is, if it is of the same kind. */
function sourceOf(encoder: Encoder, before: Source): Source {
  const kind = picturesOf(encoder);
  return kindOf(before) === kind ? before : kind;
}
