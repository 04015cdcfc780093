"""Networks in plain PyTorch with the names of a checkpoint of ours: torchvision's ResNet-18, the others written from the papers."""

import torch
import torch.nn.functional as F
from torch import nn
from torchvision.models import ResNet
from torchvision.models.resnet import BasicBlock as TorchvisionBlock


class Normalize(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.register_buffer("mean", torch.zeros(channels))
        self.register_buffer("std", torch.ones(channels))

    def forward(self, x):
        return (x - self.mean[:, None, None]) / self.std[:, None, None]


class BasicBlock(nn.Module):
    def __init__(self, inner, outer, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inner, outer, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outer)
        self.conv2 = nn.Conv2d(outer, outer, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outer)
        self.downsample = None
        if inner != outer:
            self.downsample = nn.Sequential(nn.Conv2d(inner, outer, 1, stride, bias=False), nn.BatchNorm2d(outer))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        x = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(x)) + shortcut)


class PreActBlock(nn.Module):
    def __init__(self, inner, outer, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inner)
        self.conv1 = nn.Conv2d(inner, outer, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outer)
        self.conv2 = nn.Conv2d(outer, outer, 3, 1, 1, bias=False)
        self.downsample = None
        if inner != outer:
            self.downsample = nn.Sequential(nn.Conv2d(inner, outer, 1, stride, bias=False))

    def forward(self, x):
        active = F.relu(self.bn1(x))
        shortcut = x if self.downsample is None else self.downsample(active)
        return self.conv2(F.relu(self.bn2(self.conv1(active)))) + shortcut


def stages(block, width, count, blocks):
    inner = width
    for stage in range(count):
        outer = width << stage
        layers = []
        for i in range(blocks):
            layers.append(block(inner, outer, 2 if stage > 0 and i == 0 else 1))
            inner = outer
        yield f"layer{stage + 1}", nn.Sequential(*layers)


class ResNet20(nn.Module):
    def __init__(self, channels=3, classes=10):
        super().__init__()
        self.normalize = Normalize(channels)
        self.conv1 = nn.Conv2d(channels, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        for name, layer in stages(BasicBlock, 16, 3, 3):
            self.add_module(name, layer)
        self.fc = nn.Linear(64, classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(self.normalize(x))))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.fc(x.mean((2, 3)))


class PreActResNet18(nn.Module):
    def __init__(self, channels=3, classes=10):
        super().__init__()
        self.normalize = Normalize(channels)
        self.conv1 = nn.Conv2d(channels, 64, 3, 1, 1, bias=False)
        for name, layer in stages(PreActBlock, 64, 4, 2):
            self.add_module(name, layer)
        self.bn = nn.BatchNorm2d(512)
        self.fc = nn.Linear(512, classes)

    def forward(self, x):
        x = self.conv1(self.normalize(x))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(F.relu(self.bn(x)).mean((2, 3)))


class ResNet18(ResNet):
    def __init__(self, channels=3, classes=10):
        super().__init__(TorchvisionBlock, [2, 2, 2, 2], num_classes=classes)
        if channels != 3:
            self.conv1 = nn.Conv2d(channels, 64, 7, 2, 3, bias=False)
        self.normalize = Normalize(channels)

    def forward(self, x):
        return super().forward(self.normalize(x))


class SmallCnn(nn.Module):
    def __init__(self, channels=1, classes=10):
        super().__init__()
        self.normalize = Normalize(channels)
        self.conv1 = nn.Conv2d(channels, 12, 3, 1, 1)
        self.conv2 = nn.Conv2d(12, 24, 4, 2, 1)
        self.conv3 = nn.Conv2d(24, 32, 4, 2, 1)
        self.linear = nn.Linear(32 * 4 * 4, 64)
        self.fc = nn.Linear(64, classes)

    def forward(self, x):
        x = F.relu(self.conv1(self.normalize(x)))
        x = F.relu(self.conv3(F.relu(self.conv2(x))))
        return self.fc(F.relu(self.linear(x.flatten(1))))


ARCHITECTURES = {"small-cnn": SmallCnn, "resnet20": ResNet20, "resnet18": ResNet18, "preact-resnet18": PreActResNet18}


def load(architecture, state):
    """The network of a checkpoint; every name and shape must fit."""
    net = ARCHITECTURES[architecture](state["normalize.mean"].numel(), state["fc.bias"].numel())
    net.load_state_dict(state, strict=True)
    return net
