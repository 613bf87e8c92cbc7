"""The format of practice clients told to others: as a JSON Schema for editors, and as an example to start from."""

from __future__ import annotations

from ..domain import pack as texts
from ..domain import scenario as model
from ..errors import N_
from .toml_faults import Translator
from .toml_format import commented, english
from .toml_format import schema as schema_of


def schema() -> bytes:
    """The JSON Schema of practice clients."""
    return schema_of(model.Scenario, "A practice client of kohtaa", [texts, model])


def example(client_id: str, words: Translator = english) -> str:
    """A small practice client with comments, in TOML, that passes the check: something to change."""
    return commented(_EXAMPLE, client_id, words)


_EXAMPLE: tuple[tuple[str, str], ...] = (
    (
        N_("A practice client of kohtaa: somebody made up. Change what you like, then check it:"),
        "#     kohtaa practice check\n",
    ),
    (
        N_("Never write about a real person. Each text may be in Finnish (fi), Swedish (sv) and English (en)."),
        """
schema = 1
id = "{id}"
version = 1
name = "Robin"
minutes = 20
""",
    ),
    (
        N_("How open the client is at the start: withdrawn, careful or open."),
        """
mood = "careful"
""",
    ),
    (
        N_("Who comes. Everybody may read it before the meeting."),
        """
intro.fi = "Palaa työelämään tauon jälkeen. Kasvokkain, 20 min."
intro.sv = "Återvänder till arbetslivet efter en paus. Ansikte mot ansikte, 20 min."
intro.en = "Returning to work after a break. Face to face, 20 min."
""",
    ),
    (
        N_("For whoever plays the client, and nobody else: what moves them, how they speak."),
        """
actor.fi = "Haluat takaisin töihin, mutta et tiedä, mistä aloittaa. Lämpenet, kun sinua kuunnellaan."
actor.sv = "Du vill tillbaka till arbetet men vet inte var du ska börja. Du tinar upp när någon lyssnar."
actor.en = "You want to get back to work but do not know where to begin. You warm up when somebody listens."
""",
    ),
    (
        N_("What is said with a hand on the door, when the meeting is about to end."),
        """
door.fi = "Niin, ja saankohan minä siitä kurssista rahaa?"
door.sv = "Jo, och får jag månne pengar för den där kursen?"
door.en = "Oh, and do I get any money for that course?"
""",
    ),
    (
        N_("Something from outside that comes between, so many minutes after the start. It is not said by the client."),
        """
[interruption]
minute = 8
text.fi = "Oveen koputetaan."
text.sv = "Det knackar på dörren."
text.en = "There is a knock at the door."
""",
    ),
    (
        N_("A phase of the method: all of them, in their order. The client begins it with `opens`."),
        """
[[phase]]
id = "empatia"
opens.fi = "Päivää. Tästä on aikaa, kun viimeksi kävin täällä."
opens.sv = "God dag. Det är ett tag sedan jag var här senast."
opens.en = "Hello. It has been a while since I was last here."
""",
    ),
    (
        N_("What the client may say, in order. An open question brings it out, if nothing else is set."),
        """
[[phase.turn]]
id = "tauko"
text.fi = "Olin kolme vuotta poissa töistä. Nyt olisi aika."
text.sv = "Jag var borta från jobbet i tre år. Nu är det dags."
text.en = "I was away from work for three years. Now it is time."
fact.fi = "Kolme vuotta poissa töistä"
fact.sv = "Tre år borta från arbetet"
fact.en = "Three years away from work"
""",
    ),
    (
        N_(
            "`to`: what brings it out (open, closed, reflection, summary, information, advice, silence). `after`: what"
            " must have been said. `mood`: how open the client must be. `fact`: what is learned."
        ),
        """
[[phase.turn]]
id = "arkuus"
to = ["reflection", "silence"]
after = ["tauko"]
mood = "open"
text.fi = "Suoraan sanottuna vähän jännittää."
text.sv = "Ärligt talat är jag lite nervös."
text.en = "To be honest, I am a bit nervous."
fact.fi = "Paluu jännittää"
fact.sv = "Är nervös för att komma tillbaka"
fact.en = "Is nervous about coming back"
""",
    ),
    (
        N_("A reaction answers what brings nothing out. One with a mood comes before any turn and sets the mood."),
        """
[[phase.reaction]]
id = "neuvo-alussa"
to = ["advice", "information"]
mood = "withdrawn"
text.fi = "Jaa. No, niin kai."
text.sv = "Jaha. Nå, kanske det."
text.en = "I see. Well, maybe."
""",
    ),
    (
        N_("A trap is an easy slip, not a fault. With `turn` the first such turn of the adviser's is the slip."),
        """
[[phase.trap]]
id = "neuvoo-heti"
text.fi = "Neuvot, ennen kuin olet kuullut"
text.sv = "Du ger råd innan du har lyssnat"
text.en = "Advising before you have heard"
turn = ["advice"]

[[phase]]
id = "ohjaus"
opens.fi = "En oikein tiedä, mitä minulla on tarjota."
opens.sv = "Jag vet inte riktigt vad jag har att erbjuda."
opens.en = "I do not really know what I have to offer."

[[phase.turn]]
id = "osaaminen"
text.fi = "Hoidin ennen koko toimiston tilaukset, ja siitä pidin."
text.sv = "Förr skötte jag hela kontorets beställningar, och det tyckte jag om."
text.en = "I used to handle all the orders of the office, and I liked that."
fact.fi = "Hoiti toimiston tilaukset ja piti siitä"
fact.sv = "Skötte kontorets beställningar och tyckte om det"
fact.en = "Handled the office orders and liked it"
""",
    ),
    (
        N_("With `unsaid` the slip is to go on before that turn was said. With neither, only an observer sees it."),
        """
[[phase.trap]]
id = "ohittaa-vahvuuden"
text.fi = "Siirryt neuvoihin kuulematta, missä asiakas on hyvä"
text.sv = "Du går vidare till råden utan att ha hört vad kunden är bra på"
text.en = "Going on to advice without hearing what the client is good at"
unsaid = "osaaminen"

[[phase]]
id = "neuvonta"
opens.fi = "Mitä minun kannattaisi tehdä ensin?"
opens.sv = "Vad borde jag göra först?"
opens.en = "What should I do first?"

[[phase.turn]]
id = "yksi-askel"
to = ["information", "advice"]
text.fi = "Tuon voisin tehdä. Riittääkö se alkuun?"
text.sv = "Det där kunde jag göra. Räcker det till en början?"
text.en = "I could do that. Is it enough to begin with?"

[[phase]]
id = "hyvastely"
opens.fi = "Mukavampi tästä on lähteä kuin tulla."
opens.sv = "Det är lättare att gå än det var att komma."
opens.en = "It feels better to leave than it did to come."

[[phase.turn]]
id = "sovittu"
to = ["open", "summary"]
text.fi = "Katson sen kurssin torstaihin mennessä ja soitan sinulle."
text.sv = "Jag ser på den där kursen före torsdag och ringer dig."
text.en = "I will look at that course by Thursday and call you."
fact.fi = "Katsoo kurssin torstaihin mennessä ja soittaa"
fact.sv = "Ser på kursen före torsdag och ringer"
fact.en = "Looks at the course by Thursday and calls"
""",
    ),
    (
        N_("Reactions at the end of the file hold in every phase that has none of its own. Several take turns."),
        """
[[reaction]]
id = "niin"
to = ["closed"]
text.fi = "Joo."
text.sv = "Jo."
text.en = "Yes."

[[reaction]]
id = "no-joo"
to = ["closed", "information", "advice"]
text.fi = "No joo. Kai se niin on."
text.sv = "Nå jo. Det är väl så."
text.en = "Well, yes. I suppose so."
""",
    ),
)
