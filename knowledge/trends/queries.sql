-- Every number of the dashboards and of the weekly report comes from one of these queries.
-- Each has a name, a definition in Chinese for the report's annex, and parameters; :since is in the period,
-- :until is no longer in it. The annex prints them as they stand here.

-- name: questions
-- 食品安全提问：查询过知识库、且内容与食品安全有关的居民消息。提问人按会话计（同一会话计一人）。
SELECT count(*) AS questions,
       count(DISTINCT conversation_id) AS askers,
       coalesce(sum(CASE WHEN outcome = 'answer' THEN 1 ELSE 0 END), 0) AS answered,
       coalesce(sum(CASE WHEN outcome = 'clarify' THEN 1 ELSE 0 END), 0) AS clarified,
       coalesce(sum(CASE WHEN outcome = 'unmatched' THEN 1 ELSE 0 END), 0) AS unmatched,
       coalesce(sum(CASE WHEN outcome = 'emergency' THEN 1 ELSE 0 END), 0) AS emergencies
FROM inquiry
WHERE created_at >= :since AND created_at < :until
  AND outcome IS NOT NULL AND (scope = 'food_safety' OR outcome <> 'unmatched')

-- name: messages
-- 全部消息：居民发来的每一条消息，含问候、闲聊和按钮。
SELECT count(*) AS messages FROM inquiry WHERE created_at >= :since AND created_at < :until

-- name: simulated
-- 模拟数据：由 xiaochen simulate 写入的消息；有就在报头标明。
SELECT count(*) AS messages
FROM inquiry
WHERE created_at >= :since AND created_at < :until AND conversation_id LIKE 'sim-%'

-- name: asks_by_entry
-- 已有条目的提问：直接答复的提问按答复的条目计，次数与提问人（会话）。
SELECT top_entry_id AS entry_id, count(*) AS mentions, count(DISTINCT conversation_id) AS askers
FROM inquiry
WHERE created_at >= :since AND created_at < :until AND outcome = 'answer' AND top_entry_id IS NOT NULL
GROUP BY top_entry_id

-- name: asks_by_entry_and_channel
-- 已有条目的提问，再按渠道分。
SELECT top_entry_id AS entry_id, channel, count(DISTINCT conversation_id) AS askers
FROM inquiry
WHERE created_at >= :since AND created_at < :until AND outcome = 'answer' AND top_entry_id IS NOT NULL
GROUP BY top_entry_id, channel

-- name: questions_by_channel
-- 食品安全提问按渠道分。
SELECT channel, count(*) AS questions
FROM inquiry
WHERE created_at >= :since AND created_at < :until
  AND outcome IS NOT NULL AND (scope = 'food_safety' OR outcome <> 'unmatched')
GROUP BY channel

-- name: wordings_of_entry
-- 变体：答复同一条目的提问在本期的不同说法数。
SELECT count(DISTINCT claim) AS variants
FROM inquiry
WHERE created_at >= :since AND created_at < :until AND outcome = 'answer' AND top_entry_id = :entry_id

-- name: first_ask_of_entry
-- 首见：条目第一次被问到的时间。
SELECT min(created_at) AS first_at FROM inquiry WHERE outcome = 'answer' AND top_entry_id = :entry_id AND created_at < :until

-- name: first_question
-- 系统收到第一条食品安全提问的时间（历史够不够长，由它判断）。
SELECT min(created_at) AS first_at FROM inquiry WHERE outcome IS NOT NULL

-- name: reports_by_cluster
-- 线索：同一人、同一传言、同一天计一名提问人，每提一次计一次提及；变体为不同说法数。
SELECT cluster_id, count(*) AS askers, coalesce(sum(mention_count), 0) AS mentions, count(DISTINCT claim) AS variants
FROM emerging_report
WHERE created_at >= :since AND created_at < :until AND kind <> 'chat'
GROUP BY cluster_id

-- name: reports_by_cluster_and_channel
-- 线索的提问人，再按上报渠道分。
SELECT cluster_id, channel, count(*) AS askers
FROM emerging_report
WHERE created_at >= :since AND created_at < :until AND kind <> 'chat'
GROUP BY cluster_id, channel

-- name: reports_by_channel
-- 上报线索按渠道分（含热线、联动机制、表格导入等会话以外的来源）。
SELECT channel, count(*) AS askers, coalesce(sum(mention_count), 0) AS mentions
FROM emerging_report
WHERE created_at >= :since AND created_at < :until AND kind <> 'chat'
GROUP BY channel

-- name: reports_by_where_seen
-- 上报线索按在哪里看到分；居民没有说明的单列。
SELECT coalesce(where_seen, 'skip') AS where_seen, count(*) AS askers
FROM emerging_report
WHERE created_at >= :since AND created_at < :until AND kind <> 'chat'
GROUP BY coalesce(where_seen, 'skip')

-- name: reports_by_sub_district
-- 上报线索按文中提到的街镇分；没有提到的单列。
SELECT sub_district, count(*) AS askers
FROM emerging_report
WHERE created_at >= :since AND created_at < :until AND kind <> 'chat'
GROUP BY sub_district

-- name: reports_by_food
-- 上报线索按提到的第一种食品分。
SELECT food, count(*) AS askers
FROM emerging_report
WHERE created_at >= :since AND created_at < :until AND kind <> 'chat'
GROUP BY food

-- name: originals_of_cluster
-- 原文摘录：线索中最早的几条说法（个人信息写入前已隐去）。
SELECT DISTINCT claim
FROM emerging_report
WHERE cluster_id = :cluster_id AND created_at < :until
ORDER BY claim
LIMIT 3

-- name: clusters
-- 台账：截止时已有的线索簇，以及截止后才录入、但截止前就有人上报的；已并入别的线索簇的不再单列。
SELECT id, claim, kind, entry_id, topic, foods, unit, due_on, assigned_at, conclusion, basis, harm, worthiness, is_restricted,
       restricted_reason, companies, company_checked_on, returned_entry_id, reopened_count, created_at, first_reported_at
FROM cluster
WHERE merged_into_id IS NULL AND (created_at < :until OR first_reported_at < :until)

-- name: moves
-- 流转：线索簇在截止前的每一次状态变化。
SELECT m.id, m.cluster_id, m.from_status, m.to_status, m.at AS moved_at
FROM cluster_move m JOIN cluster c ON c.id = m.cluster_id
WHERE c.merged_into_id IS NULL AND m.at < :until
ORDER BY m.id

-- name: entries
-- 条目：标题、结论、危害程度、主题、责任单位和第一个来源。
SELECT e.id, e.kind, e.status, e.title, e.verdict, e.truth, e.risk, e.topic, e.unit, s.publisher, s.title AS source_title
FROM entry e LEFT JOIN source s ON s.entry_id = e.id AND s.position = 0

-- name: feedback
-- 评价：居民点“有用”“没用”的次数；同一会话对同一条目只计最后一次。
SELECT entry_id,
       coalesce(sum(CASE WHEN helpful THEN 1 ELSE 0 END), 0) AS helpful,
       coalesce(sum(CASE WHEN helpful THEN 0 ELSE 1 END), 0) AS unhelpful
FROM feedback
WHERE created_at >= :since AND created_at < :until
GROUP BY entry_id

-- name: unhelpful_samples
-- 误答线索：点了“没用”的会话里，被答复为该条目的提问原话（已隐去个人信息）。
SELECT f.entry_id, min(i.claim) AS claim
FROM feedback f JOIN inquiry i ON i.conversation_id = f.conversation_id AND i.top_entry_id = f.entry_id
WHERE f.created_at >= :since AND f.created_at < :until AND NOT f.helpful AND i.outcome = 'answer'
GROUP BY f.entry_id
ORDER BY count(*) DESC, f.entry_id
LIMIT 8

-- name: versions
-- 发布：期内公开的条目版本；序号 1 为首次发布，其余为更正或修订。
SELECT v.entry_id, v.number, v.published_at
FROM entry_version v
WHERE v.published_at >= :since AND v.published_at < :until
ORDER BY v.published_at, v.entry_id

-- name: withdrawals
-- 撤回：期内从公开撤下的条目。
SELECT count(*) AS withdrawn
FROM audit_record
WHERE at >= :since AND at < :until AND subject_kind = 'entry' AND action = 'withdraw'

-- name: notifications
-- 告知：期内因辟谣、更正或撤回而通知到的会话数，按条目计。
SELECT entry_id, count(*) AS told
FROM notification
WHERE delivered_at >= :since AND delivered_at < :until
GROUP BY entry_id

-- name: asks_of_entry
-- 一个条目在一段时间里的提问人（会话）。
SELECT count(DISTINCT conversation_id) AS askers
FROM inquiry
WHERE created_at >= :since AND created_at < :until AND outcome = 'answer' AND top_entry_id = :entry_id

-- name: reports_of_entry
-- 一个条目所答复的线索簇在一段时间里的提问人。
SELECT count(*) AS askers
FROM emerging_report r JOIN cluster c ON c.id = r.cluster_id
WHERE r.created_at >= :since AND r.created_at < :until AND c.entry_id = :entry_id AND r.kind <> 'chat'
