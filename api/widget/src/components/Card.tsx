import { useState } from "preact/hooks";
import { feedback } from "../client";
import type { AnswerCard, CardSource, Choice } from "../contract";
import { wording } from "../wording";
import { CopyButton } from "./CopyButton";

/** 答复卡: the stamp stands beside the quoted claim, so that nobody reads it as being about themselves. */
export function Card({
  card,
  conversationId,
  choose,
}: {
  card: AnswerCard;
  conversationId: string | null;
  choose: (choice: Choice) => void;
}) {
  return (
    <article class="card" aria-label={card.title}>
      <header class="card__header">
        <h2 class="card__title">{card.verdict ? `“${card.claim}”` : card.title}</h2>
        {card.verdict && card.verdict_label && (
          <strong class={`stamp stamp--${card.verdict}`}>
            <span class="for-screen-reader">{wording.verdictOf(card.claim, card.verdict_label)}</span>
            <span aria-hidden="true">{card.verdict_label}</span>
          </strong>
        )}
      </header>
      <p class="card__truth">{card.truth}</p>
      <h3 class="card__heading">{wording.keyPoints}</h3>
      <ul class="card__points">
        {card.key_points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      {card.advice && (
        <>
          <h3 class="card__heading">{wording.advice}</h3>
          <p class="card__advice">{card.advice}</p>
        </>
      )}
      <h3 class="card__heading">{wording.sources}</h3>
      {card.needs_source && (
        <p class="card__needs-source">
          <strong>{wording.needsSource}</strong>
          <span>{wording.needsSourceExplained}</span>
        </p>
      )}
      <ul class="card__sources">
        {card.sources.map((source) => (
          <li key={`${source.publisher}${source.title}`}>
            <SourceLine source={source} />
          </li>
        ))}
      </ul>
      <p class="card__dates">
        {wording.reviewed} {card.reviewed_on}　{wording.unit} {card.unit}
      </p>
      <CardActions card={card} conversationId={conversationId} />
      {card.related.length > 0 && (
        <nav class="card__related" aria-label={wording.related}>
          <h3 class="card__heading">{wording.related}</h3>
          <ul>
            {card.related.map((entry) => (
              <li key={entry.entry_id}>
                <button
                  type="button"
                  class="link-button"
                  onClick={() => choose({ title: entry.title, choice: `entry:${entry.entry_id}` })}
                >
                  {entry.title}
                </button>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </article>
  );
}

function SourceLine({ source }: { source: CardSource }) {
  const when = source.published_on ? `（${source.published_on}）` : "";
  const publisher = source.publisher ? `${source.publisher}：` : "";
  if (!source.url || !/^https?:\/\//.test(source.url)) {
    return (
      <span>
        {publisher}
        {source.title}
        {when}
      </span>
    );
  }
  return (
    <>
      {publisher}
      <a href={source.url} target="_blank" rel="noopener noreferrer">
        {source.title}
        <span class="for-screen-reader">{wording.opensNewPage}</span>
      </a>
      {when}
    </>
  );
}

function CardActions({ card, conversationId }: { card: AnswerCard; conversationId: string | null }) {
  const [vote, setVote] = useState<boolean | null>(null);
  const [failed, setFailed] = useState(false);
  const cast = async (helpful: boolean) => {
    if (!conversationId) return;
    try {
      await feedback(conversationId, card.entry_id, helpful);
      setVote(helpful);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  return (
    <div class="card__actions">
      <button type="button" class="vote" aria-pressed={vote === true} onClick={() => void cast(true)}>
        {wording.helpful}
      </button>
      <button type="button" class="vote" aria-pressed={vote === false} onClick={() => void cast(false)}>
        {wording.unhelpful}
      </button>
      <CopyButton text={card.share_text} label={wording.share} done={wording.shared} />
      <span role="status" class="card__thanks">
        {failed ? wording.feedbackFailed : vote !== null ? wording.feedbackThanks : ""}
      </span>
    </div>
  );
}
