from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from kohtaa_tui.tui import rehearsing
from tests.tui.test_follow import Room, following
from tests.tui.test_practising import practising
from tests.tui.test_showing import showing
from tests.tui.tui import *

KEYS=["pagedown","pageup","f1","f2","f3","f4","f5","f6","f7","f8","f9","f10","f11","f12","escape","enter","up","down","left","right","1","2","3","5","7","8","9","0","+","-","a","ö"," ","b",".","ctrl+p","tab","backspace","delete","home","end","!","#"]
SIZES=[(1,1),(2,1),(3,2),(10,3),(20,3),(30,4),(39,11),(40,12),(60,15),(80,24),(100,6),(100,30),(120,36),(200,60),(200,5),(12,60)]
async def storm(desk, rng, n=150, skip=()):
    for i in range(n):
        if not desk.app.is_running or desk.app.leaving: return
        r=rng.random()
        pass
        try:
            if r<0.12:
                w,h=rng.choice(SIZES); await asyncio.wait_for(desk.pilot.resize_terminal(w,h),5)
            elif r<0.2:
                desk.clock.after(rng.choice([0.5,30,300,1500,-5]) ) if False else desk.clock.after(rng.choice([0.5,30,300,1500]))
                t=getattr(desk.stage,"_tick",None)
                if t: t()
            elif r<0.23:
                await desk.paste(rng.choice(["1 2 3","12\n34","x"*3000,"\u202eabc [b]x[/b]"]))
            elif r<0.26:
                cv=desk.stage.page.canvas
                if cv.width: await desk.click_at(rng.randrange(cv.width), rng.randrange(max(1,cv.height)))
            else:
                k=[rng.choice([k for k in KEYS if k not in skip]) for _ in range(rng.randrange(1,5))]
                desk.burst(*k)
            for _ in range(10): await asyncio.sleep(0)
            if i%5==0: await desk.settle()
        except AssertionError as e:
            if "never came" in str(e):
                raise
            if desk.app._exception: raise desk.app._exception
            if not desk.app.is_running: return
            # no stage in front: fine
        if desk.app._exception is not None: raise desk.app._exception
        assert not desk.app.crashed
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["alone","alone60","threes"])
async def test_storm(tmp_path: Path, kind, seed):
    rng=random.Random(f"{kind}{seed}")
    async with practising(tmp_path, rng.choice(["fi","sv","en"]), rng.choice([(80,24),(40,12),(120,36)]), speed=60 if kind=="alone60" else 1, ascii=rng.random()<.3) as desk:
        await storm(desk, rng, 80)
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("role", ["client","observer"])
async def test_follow(tmp_path: Path, role, seed):
    rng=random.Random(f"{role}{seed}")
    room=Room(tmp_path); runner=room.begin()
    async with following(room, role) as desk:
        for _ in range(6):
            await storm(desk, rng, 25)
            if not desk.app.is_running or desk.app.leaving: break
            r=rng.random()
            from kohtaa_tui.domain.events import PhaseEntered
            if r<.4: runner.record(PhaseEntered(rng.choice(["empatia","ohjaus","neuvonta","hyvastely"]))); runner.flush()
            elif r<.5: runner.end(); runner.flush(); room.close(runner); runner=room.begin()
    room.close(runner)
@pytest.mark.parametrize("seed", range(12))
async def test_demo(seed):
    rng=random.Random(f"demo{seed}")
    async with showing(language=rng.choice(["fi","sv","en"]), replay=bool(seed%2)) as desk:
        await storm(desk, rng, 80)
@pytest.mark.parametrize("seed", range(12))
async def test_home(tmp_path, seed):
    rng=random.Random(f"home{seed}")
    async with at_home(tmp_path) as desk:
        if seed%2: rehearsing.choose(desk.app)
        await storm(desk, rng, 80)
@pytest.mark.parametrize("seed", range(8))
async def test_tour(tmp_path, seed):
    rng=random.Random(f"tour{seed}")
    async with at_home(tmp_path) as desk:
        for _ in range(5):
            if desk.stage.where=="home":
                desk.stage.do_tour() if hasattr(desk.stage,"do_tour") else desk.stage.act("home.tour")
                await desk.settle()
            await storm(desk, rng, 30, skip=("escape",))
