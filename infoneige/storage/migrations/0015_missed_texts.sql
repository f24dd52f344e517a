-- Until when what people wrote to us was looked through at the provider, whose webhook is called once and never again.
-- An inbox is one of our numbers, or the whole account.
CREATE TABLE inbox (
    inbox TEXT PRIMARY KEY,
    seen_until TEXT NOT NULL
) {{clustered}};
