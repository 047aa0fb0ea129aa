-- What items can be found by: a row for each, whose words are made by the program (items/search). A change of an item and of
-- its row are one transaction. Both engines call it by one name: SQLite knows a table as a function of what is searched, and
-- PostgreSQL has functions and tables side by side.
{sqlite}
-- The words themselves are not kept, for all of them can be read again: from the item, its comments and `blobs`. Beginnings
-- of words have no index of their own: it would be of all columns, and all words are in an order anyway.
CREATE VIRTUAL TABLE search_index USING fts5(name, words, description, tags, comments, content, extension,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
{/sqlite}
{postgres}
CREATE TABLE search_index (
    "rowid" BIGINT PRIMARY KEY,
    -- Written as texts that a tsvector is read from, and not kept apart from it.
    name TEXT,
    words TEXT,
    description TEXT,
    tags TEXT,
    comments TEXT,
    content TEXT,
    extension TEXT,
    document TSVECTOR
);
CREATE FUNCTION search_document() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
    NEW.document := CAST(concat_ws(' ', NEW.name, NEW.words, NEW.description, NEW.tags, NEW.comments, NEW.content,
        NEW.extension) AS TSVECTOR);
    NEW.name := NULL; NEW.words := NULL; NEW.description := NULL; NEW.tags := NULL; NEW.comments := NULL;
    NEW.content := NULL; NEW.extension := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER search_document BEFORE INSERT ON search_index FOR EACH ROW EXECUTE FUNCTION search_document();
CREATE INDEX search_index_document ON search_index USING GIN (document);
-- As SQLite ranks: the best first is the smallest. What is asked for decides; how close its words are comes on top, where
-- there are several. Each text is read once, and not for each row.
CREATE FUNCTION search_index(matching TEXT, close TEXT) RETURNS TABLE ("rowid" BIGINT, "rank" DOUBLE PRECISION)
LANGUAGE sql STABLE ROWS 200 AS $$
    SELECT s."rowid", -CAST(ts_rank('{0.1, 0.3, 0.6, 1.0}', s.document, (SELECT CAST(matching AS TSQUERY)))
        + CASE WHEN close = '' THEN 0 ELSE ts_rank_cd('{0.1, 0.3, 0.6, 1.0}', s.document, (SELECT CAST(close AS TSQUERY)))
        END AS DOUBLE PRECISION)
    FROM search_index s WHERE s.document @@ (SELECT CAST(matching AS TSQUERY))
$$;
{/postgres}

-- The words of some content: NULL is to be read yet, by a job, which is not to try again and again what it fails at.
ALTER TABLE blobs ADD COLUMN words TEXT;
ALTER TABLE blobs ADD COLUMN reads BIGINT NOT NULL DEFAULT 0;
CREATE INDEX blobs_unread ON blobs (id) WHERE words IS NULL;

-- Items from before, which a job puts into the index: those behind `done`, up to `last`.
CREATE TABLE search_backlog (
    id BIGINT NOT NULL PRIMARY KEY,
    done BIGINT NOT NULL,
    last BIGINT NOT NULL
);
INSERT INTO search_backlog (id, done, last) SELECT 1, 0, max(id) FROM items HAVING max(id) IS NOT NULL;
